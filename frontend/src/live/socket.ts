import { ref, type Ref } from 'vue'
import type { LiveEventName, LiveEvents } from './events'

export type LiveStatus = 'closed' | 'connecting' | 'open' | 'waiting'
type Handler<K extends LiveEventName> = (event: LiveEvents[K]) => void

const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 15_000
const PING_EVERY_MS = 25_000
const PONG_WITHIN_MS = 10_000

export interface SocketOptions {
  url: string
  /** Makes the connection; tests give their own. */
  connect?: (url: string) => WebSocket
  random?: () => number
}

/**
 * The one connection of this tab. It joins groups (counted, so two places may want the same one), comes back
 * by itself with growing waits, joins its groups again and tells `onReconnect` that events were missed.
 * A `job.changed` older than one already seen for that job is dropped.
 */
export class LiveSocket {
  readonly status: Ref<LiveStatus> = ref('closed')
  private socket: WebSocket | null = null
  private readonly groups = new Map<string, number>()
  private readonly handlers = new Map<string, Set<Handler<LiveEventName>>>()
  private readonly reconnectListeners = new Set<() => void>()
  private readonly sequences = new Map<string, number>()
  private failures = 0
  private wasOpen = false
  private wanted = false
  private retryTimer: ReturnType<typeof setTimeout> | undefined
  private pingTimer: ReturnType<typeof setTimeout> | undefined

  constructor(private readonly options: SocketOptions) {}

  start(): void {
    if (this.wanted) return
    this.wanted = true
    this.open()
  }

  stop(): void {
    this.wanted = false
    this.wasOpen = false
    this.sequences.clear()
    clearTimeout(this.retryTimer)
    clearTimeout(this.pingTimer)
    const socket = this.socket
    this.socket = null
    socket?.close()
    this.status.value = 'closed'
  }

  /** Try again now, for instance because the network is back. */
  nudge(): void {
    if (!this.wanted || this.status.value !== 'waiting') return
    clearTimeout(this.retryTimer)
    this.open()
  }

  join(group: string): () => void {
    const count = this.groups.get(group) ?? 0
    this.groups.set(group, count + 1)
    if (count === 0) this.send({ type: 'join', group })
    let left = false
    return () => {
      if (left) return
      left = true
      this.leave(group)
    }
  }

  on<K extends LiveEventName>(type: K, handler: Handler<K>): () => void {
    const known = this.handlers.get(type) ?? new Set()
    this.handlers.set(type, known)
    known.add(handler as Handler<LiveEventName>)
    return () => known.delete(handler as Handler<LiveEventName>)
  }

  onReconnect(listener: () => void): () => void {
    this.reconnectListeners.add(listener)
    return () => this.reconnectListeners.delete(listener)
  }

  private leave(group: string): void {
    const count = this.groups.get(group) ?? 0
    if (count > 1) {
      this.groups.set(group, count - 1)
      return
    }
    this.groups.delete(group)
    this.send({ type: 'leave', group })
  }

  private open(): void {
    this.status.value = 'connecting'
    const connect = this.options.connect ?? ((url: string) => new WebSocket(url))
    const socket = connect(this.options.url)
    this.socket = socket
    socket.onopen = () => this.opened(socket)
    socket.onmessage = (message) => this.received(socket, message.data)
    socket.onclose = () => this.closed(socket)
  }

  private opened(socket: WebSocket): void {
    if (socket !== this.socket) return
    this.status.value = 'open'
    this.failures = 0
    for (const group of this.groups.keys()) this.send({ type: 'join', group })
    if (this.wasOpen) this.reconnectListeners.forEach((listener) => listener())
    this.wasOpen = true
    this.schedulePing(socket)
  }

  private closed(socket: WebSocket): void {
    if (socket !== this.socket) return
    clearTimeout(this.pingTimer)
    this.socket = null
    if (!this.wanted) return
    this.status.value = 'waiting'
    const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.failures)
    this.failures += 1
    // A random half keeps a hundred tabs from coming back in the same instant.
    const wait = longest / 2 + (longest / 2) * (this.options.random ?? Math.random)()
    this.retryTimer = setTimeout(() => this.open(), wait)
  }

  private received(socket: WebSocket, data: unknown): void {
    if (socket !== this.socket) return
    this.schedulePing(socket)
    let event: { type?: unknown; job_id?: string; sequence?: number }
    try {
      event = JSON.parse(String(data))
    } catch {
      return
    }
    if (typeof event?.type !== 'string' || this.isLate(event)) return
    this.handlers.get(event.type)?.forEach((handler) => handler(event as never))
  }

  private isLate(event: { type?: unknown; job_id?: string; sequence?: number }): boolean {
    if (event.type !== 'job.changed' || !event.job_id || event.sequence === undefined) return false
    const seen = this.sequences.get(event.job_id) ?? -1
    if (event.sequence < seen) return true
    this.sequences.set(event.job_id, event.sequence)
    return false
  }

  private schedulePing(socket: WebSocket): void {
    clearTimeout(this.pingTimer)
    this.pingTimer = setTimeout(() => {
      this.send({ type: 'ping' })
      // A network that vanished closes nothing by itself: silence after a ping is the only sign.
      this.pingTimer = setTimeout(() => {
        socket.close()
        this.closed(socket)
      }, PONG_WITHIN_MS)
    }, PING_EVERY_MS)
  }

  private send(message: { type: string; group?: string }): void {
    if (this.socket && this.status.value === 'open') this.socket.send(JSON.stringify(message))
  }
}
