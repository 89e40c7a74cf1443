/** A release of KubeSphere's package as data. A new release is a new file in `releases/`. */
import type { Addon, ConsoleDefaults, ExpectedPrompt, Mode, Release, StorageClass } from '../installer'

/** A storage class, with the keys that enable it and make it the default. */
export interface KubesphereStorageClass extends StorageClass {
  enableKey: string
  defaultKey: string
  /** The file with its keys, if that is not the release's settings file. */
  file?: string
  /** Whether the package enables it. Then it is disabled explicitly if another class is chosen. */
  enabledByDefault?: boolean
}

/** An add-on, with the keys that enable it and set its domain. */
export interface KubesphereAddon extends Addon {
  enableKey: string
  domainKey?: string
}

/** A key of the settings file that Taskbox does not edit, for a package without the file. */
export interface FixedSetting {
  key: string
  /** As YAML on one line; a list has one text for each item. */
  value: string | readonly string[]
}

export interface KubesphereRelease extends Release {
  /** The package's folder name, such as `kubesphere-all-advanced-1.0.0`. */
  folder: string
  /** The facts about its files that identify the release. */
  evidence: ReleaseEvidence
  storageClasses: readonly KubesphereStorageClass[]
  addons: readonly KubesphereAddon[]
  /** The file of the package that contains its settings. */
  settingsFile: SettingsFile
  /** Settings that the cluster does not determine. */
  fixedSettings: readonly FixedSetting[]
  /** The prompts of an installation, in their order. */
  prompts: (mode: Mode) => ExpectedPrompt[]
  console: ConsoleDefaults
}

/** A fact about the files of a package that identifies its release. Paths are relative to the package folder. */
export type Evidence =
  | { kind: 'file'; path: string; present: boolean }
  /** Whether a file of settings has the key, commented or not. */
  | { kind: 'key'; path: string; key: string; present: boolean }
  /** The value of a key: one of `values`, which may end with `*`. `optional`: or the file does not have the key. */
  | { kind: 'value'; path: string; key: string; values: readonly string[]; optional?: boolean }

export interface ReleaseEvidence {
  /** Every package of the release has all of these. */
  required: readonly Evidence[]
  /** Every package has at least one of these; empty without such evidence. */
  anyOf: readonly Evidence[]
  /** Distinguishes releases with the same required evidence; the most reliable first. */
  distinguishing: readonly Evidence[]
  /** The package's folder name. It decides only if the files do not. */
  folderName: RegExp
}

export type SettingsFile = 'conf/vars.yml' | 'conf/common.yaml'
