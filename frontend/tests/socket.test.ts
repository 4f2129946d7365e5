import { beforeEach, describe, expect, it, vi } from 'vitest'
import { LiveSocket } from '@/live/socket'

class Wire {
  static all: Wire[] = []
  onopen?: () => void
  onclose?: () => void
  onmessage?: (message: { data: string }) => void
  sent: { type: string; group?: string }[] = []
  closed = false
  constructor(readonly url: string) {
    Wire.all.push(this)
  }
  send(text: string) {
    this.sent.push(JSON.parse(text))
  }
  close() {
    this.closed = true
  }
  hear(event: object) {
    this.onmessage?.({ data: JSON.stringify(event) })
  }
}

const last = () => Wire.all.at(-1)!
const job = (sequence: number, id = 'j1') => ({ type: 'job.changed', job_id: id, sequence })

function connected() {
  const socket = new LiveSocket({
    url: 'ws://here/ws/',
    connect: (url) => new Wire(url) as unknown as WebSocket,
    random: () => 1,
  })
  socket.start()
  last().onopen?.()
  return socket
}

beforeEach(() => {
  Wire.all = []
  vi.useFakeTimers()
})

describe('the live socket', () => {
  it('drops a job event that is older than one already seen, for that job only', () => {
    const socket = connected()
    const seen: number[] = []
    socket.on('job.changed', (event) => seen.push(event.sequence))
    last().hear(job(3))
    last().hear(job(2))
    last().hear(job(1, 'another'))
    last().hear(job(4))
    expect(seen).toEqual([3, 1, 4])
  })

  it('comes back with growing waits, joins its groups again and says that events were missed', () => {
    const socket = connected()
    const missed = vi.fn()
    socket.onReconnect(missed)
    socket.join('team.1')
    last().onclose?.()
    expect(socket.status.value).toBe('waiting')

    vi.advanceTimersByTime(499)
    expect(Wire.all).toHaveLength(1)
    vi.advanceTimersByTime(1)
    expect(Wire.all).toHaveLength(2)
    last().onclose?.()
    vi.advanceTimersByTime(999)
    expect(Wire.all).toHaveLength(2)
    vi.advanceTimersByTime(1)
    expect(Wire.all).toHaveLength(3)

    expect(missed).not.toHaveBeenCalled()
    last().onopen?.()
    expect(missed).toHaveBeenCalledOnce()
    expect(last().sent).toEqual([{ type: 'join', group: 'team.1' }])
  })

  it('leaves a group only when the last place that wanted it is gone', () => {
    const socket = connected()
    const first = socket.join('team.1')
    const second = socket.join('team.1')
    first()
    first()
    expect(last().sent.filter((one) => one.type === 'leave')).toEqual([])
    second()
    expect(last().sent).toEqual([
      { type: 'join', group: 'team.1' },
      { type: 'leave', group: 'team.1' },
    ])
  })

  it('takes silence after a ping for a dead line', () => {
    const socket = connected()
    const wire = last()
    vi.advanceTimersByTime(25_000)
    expect(wire.sent).toEqual([{ type: 'ping' }])
    wire.hear({ type: 'pong' })
    vi.advanceTimersByTime(25_000)
    expect(wire.sent).toHaveLength(2)
    vi.advanceTimersByTime(10_000)
    expect(wire.closed).toBe(true)
    expect(socket.status.value).toBe('waiting')
  })

  it('stays away once stopped, and survives what is not JSON', () => {
    const socket = connected()
    last().onmessage?.({ data: '<html>' })
    const wire = last()
    socket.stop()
    wire.onclose?.()
    vi.advanceTimersByTime(60_000)
    expect(Wire.all).toHaveLength(1)
  })
})
