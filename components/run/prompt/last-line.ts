/** The last line of what the installer printed, which is usually its question; empty if it printed nothing. */
export const lastLine = (text: string): string => text.trimEnd().split('\n').at(-1)?.trim() ?? ''
