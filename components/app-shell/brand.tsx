import Link from 'next/link'

/** The logo, linked to the home page. */
export function Brand({ label }: { label: string }) {
  return (
    <Link
      href="/"
      prefetch={false}
      aria-label={label}
      className="flex shrink-0 items-center gap-2 rounded-md font-semibold"
    >
      <Mark />
      <span className="hidden sm:inline">Taskbox</span>
    </Link>
  )
}

function Mark() {
  return (
    <svg viewBox="0 0 32 32" width={22} height={22} aria-hidden className="shrink-0">
      <rect width="32" height="32" rx="7" className="fill-accent-fill" />
      <path d="M8 10h16M16 10v13" className="stroke-on-fill" strokeWidth={3.5} strokeLinecap="round" />
      <circle cx={8.5} cy={21.5} r={2} className="fill-on-fill" opacity={0.65} />
      <circle cx={23.5} cy={21.5} r={2} className="fill-on-fill" opacity={0.65} />
    </svg>
  )
}
