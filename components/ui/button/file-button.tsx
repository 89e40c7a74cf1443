'use client'

import type { LucideIcon } from 'lucide-react'
import { useRef } from 'react'
import { Button } from './button'

/** Reads text from a file. A file larger than `maxBytes` is ignored. */
export function FileButton({
  icon,
  label,
  maxBytes,
  onRead,
  id,
}: {
  icon: LucideIcon
  label: string
  maxBytes: number
  onRead: (text: string) => void
  /** Id of the file input. */
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
