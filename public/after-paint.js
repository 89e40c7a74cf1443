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
})(document)
