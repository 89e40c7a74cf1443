/** The releases of KubeSphere's installer, the newest last. A new release needs an entry here, but no code. */
import type { KubesphereRelease } from '../release'
import { advanced100 } from './1.0.0'
import { advanced20 } from './2.0'
import { v210, v211 } from './2.1'

export { advanced20, advanced100, v210, v211 }

export const kubesphereReleases: readonly KubesphereRelease[] = [advanced100, advanced20, v210, v211]
