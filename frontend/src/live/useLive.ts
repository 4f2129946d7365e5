import { onScopeDispose, toValue, watchEffect, type MaybeRefOrGetter } from 'vue'
import type { LiveEventName, LiveEvents } from './events'
import { LiveSocket } from './socket'

function socketUrl(): string {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws'
  return `${scheme}://${location.host}/ws/`
}

export const live = new LiveSocket({ url: socketUrl() })

/** Hear events of one type for as long as the component (or scope) lives. */
export function useLive<K extends LiveEventName>(type: K, handler: (event: LiveEvents[K]) => void): void {
  onScopeDispose(live.on(type, handler))
}

/** Stay in a group (`team.<id>`, `moderators`) for as long as the component lives; null joins none. */
export function useLiveGroup(group: MaybeRefOrGetter<string | null | undefined>): void {
  watchEffect((onCleanup) => {
    const name = toValue(group)
    if (name) onCleanup(live.join(name))
  })
}

/** Whether what is on the screen is live right now. */
export function useLiveStatus() {
  return live.status
}
