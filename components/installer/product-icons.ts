import { Boxes, Feather, Layers, type LucideIcon, Package } from 'lucide-react'
import type { InstallerIcon } from '@/lib/installers/installer'
import { findInstaller } from '@/lib/installers/registry'

const ICONS: Readonly<Record<InstallerIcon, LucideIcon>> = { layers: Layers, boxes: Boxes, feather: Feather }

/** The icon of an installer. */
export function productIcon(installer: string): LucideIcon {
  const icon = findInstaller(installer)?.icon
  return icon ? ICONS[icon] : Package
}
