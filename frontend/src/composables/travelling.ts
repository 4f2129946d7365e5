import { shallowRef } from 'vue'

/** Files on their way, in short: what the bars show on every page. */
export interface Travelling {
  files: number
  /** Of all their bytes, 0 to 1. */
  fraction: number
  /** Where they are shown one by one. */
  to: string
  /** Nothing moves: paused, without a network, or refused. */
  stopped: boolean
}

/** Null while nothing is uploaded. Kept by the library, whose code the bars need not know. */
export const travelling = shallowRef<Travelling | null>(null)
