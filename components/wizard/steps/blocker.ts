/** Something beside the rules that keeps a step from being done; pressing it leads to where it is mended. */
export interface Blocker {
  key: string
  text: string
  onPress: () => void
}
