'use client'

import { useEffect } from 'react'

/** Says that the page's scripts are at work, for what was pressed before (public/after-paint.js). */
export function Ready() {
  useEffect(() => void dispatchEvent(new Event('taskbox-ready')), [])
  return null
}
