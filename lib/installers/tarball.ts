/** Judges a tarball by the listing of `tar`, before anything of it is unpacked. */

export type TarballRefusal =
  | 'absolute-name'
  | 'parent-name'
  | 'link-outside'
  | 'special-file'
  | 'too-many-entries'
  | 'too-large'
  | 'several-folders'
  | 'no-folder'
  | 'unreadable-line'

export type TarballVerdict =
  | { ok: true; folder: string; entries: number; bytes: number }
  | { ok: false; reason: TarballRefusal; line: number; name: string }
