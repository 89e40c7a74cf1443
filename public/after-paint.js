/** Asks for the page's scripts when its first frame is drawn; in a tab that is not drawn, at once (server/pages/after-paint.ts). */
;(({ currentScript: { dataset } }) => {
  const load = () => {
    for (const address of dataset.scripts.split(' ')) {
      const script = document.createElement('script')
      script.src = address
      script.async = true
      document.head.append(script)
    }
  }
  if (document.hidden) load()
  else requestAnimationFrame(() => setTimeout(load))

  // Who presses a button or chooses a file before that can do anything means it all the same: it is told again once it can.
  let pressed
  const hold = (event) => {
    const button = event.target.closest('button')
    if (!button) return
    pressed = button
    event.stopPropagation()
  }
  addEventListener('click', hold, true)
  addEventListener(
    'taskbox-ready',
    () => {
      removeEventListener('click', hold, true)
      pressed?.click()
      for (const input of document.querySelectorAll('input[type="file"]'))
        if (input.files.length > 0) input.dispatchEvent(new Event('change', { bubbles: true }))
    },
    { once: true },
  )
})(document)
