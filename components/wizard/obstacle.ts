/** Something beside the rules that keeps a step from being done; pressing it leads to where it is mended. */
export interface Obstacle {
  key: string
  text: string
  onPress: () => void
}
