'use client'

import type { LucideIcon } from 'lucide-react'
import { useRef } from 'react'
import { Button } from './button'

/** Takes a text from a file instead of a paste. A larger file is something else, and is not read. */
export function FileButton({
  icon,
  label,
  largestBytes: maxBytes,
  onRead,
  id,
}: {
  icon: LucideIcon
  label: string
  largestBytes: number
  onRead: (text: string) => void
  /** Of the input, where something has to find it. */
  id?: string
}) {
  const input = useRef<HTMLInputElement>(null)
  async function read(file: File | undefined) {
    if (file && file.size <= maxBytes) onRead(await file.text())
    if (input.current) input.current.value = ''
  }
  return (
    <>
      <Button size="small" icon={icon} onClick={() => input.current?.click()}>
        {label}
      </Button>
      <input
        ref={input}
        {...(id && { id })}
        type="file"
        tabIndex={-1}
        aria-label={label}
        className="hidden"
        onChange={(event) => read(event.target.files?.[0])}
      />
    </>
  )
}
