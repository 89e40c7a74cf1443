/** The releases of KubeSphere that practice packages imitate. */
export const PRACTICE_RELEASES = ['1.0.0', '2.0.2', '2.1.0'] as const
export type PracticeRelease = (typeof PRACTICE_RELEASES)[number]
