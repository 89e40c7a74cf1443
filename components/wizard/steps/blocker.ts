/** A reason other than a problem why a step is incomplete. Pressing it opens the place to fix it. */
export interface Blocker {
  key: string
  text: string
  onPress: () => void
}
