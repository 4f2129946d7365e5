/** One line of an `ActMenu`: a place to go to, or something to do. */
export interface MenuItem {
  title: string
  subtitle?: string
  icon?: string
  to?: string
  act?: () => void
  /** The one that holds now. */
  active?: boolean
  lang?: string
  /** Begins a new group. */
  divided?: boolean
}
