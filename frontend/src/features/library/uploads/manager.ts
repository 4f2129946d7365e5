import { computed, markRaw, reactive, shallowReactive, type ComputedRef } from 'vue'
import { Problem } from '@/api/problem'

/** How many files travel at once; the others wait their turn. */
const PARALLEL = 2
/** After the connection was lost, how long until we try by ourselves. */
const TRY_AGAIN_MS = 15_000
/** Weight of the newest measurement in the shown speed: calm, yet honest within a few seconds. */
const SPEED_SMOOTHING = 0.25

export type UploadState = 'queued' | 'sending' | 'paused' | 'offline' | 'failed' | 'done'

export interface UploadTask {
  readonly id: number
  readonly file: File
  readonly channel: string
  readonly title: string
  readonly bytes: number
  sent: number
  state: UploadState
  /** The video's row on the server, known as soon as the upload was created there. */
  videoId: string | null
  problem: Problem | null
  /** True when earlier bytes were found on the server and not sent again. */
  resumed: boolean
  /** Bytes per second, smoothed; null until measured. */
  speed: number | null
}

export interface TransferEvents {
  created: (videoId: string | null, resumed: boolean) => void
  progress: (sentBytes: number) => void
  done: () => void
  failed: (problem: Problem) => void
}

/** One file on its way. `stop` keeps what has arrived, `discard` tells the server to forget it. */
export interface Transfer {
  start: () => void
  stop: () => void
  discard: () => void
}

export type OpenTransfer = (
  file: File,
  target: { channel: string; title: string },
  events: TransferEvents,
) => Transfer

/** A file's name as a first title: no extension, no underscores. */
export function titleOf(fileName: string): string {
  const bare = fileName
    .replace(/\.[^.]{1,5}$/, '')
    .replace(/[_]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return (bare || fileName).slice(0, 200)
}

const isSame = (task: UploadTask, file: File, channel: string) =>
  task.channel === channel &&
  task.file.name === file.name &&
  task.file.size === file.size &&
  task.file.lastModified === file.lastModified

/**
 * All uploads of this tab. It belongs to no page, so files go on travelling while the person walks around.
 * Every event of a transfer that was stopped meanwhile is ignored.
 */
export class UploadManager {
  readonly tasks: UploadTask[] = shallowReactive([])
  readonly active: ComputedRef<UploadTask[]>
  private readonly transfers = new Map<number, Transfer>()
  private readonly measured = new Map<number, { at: number; sent: number }>()
  private readonly doneListeners = new Set<(task: UploadTask) => void>()
  private readonly createdListeners = new Set<(task: UploadTask) => void>()
  private retryTimer: ReturnType<typeof setTimeout> | undefined
  private lastId = 0

  constructor(
    private readonly open: OpenTransfer,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.active = computed(() => this.tasks.filter((task) => task.state !== 'failed'))
  }

  /** Take files for a channel; gives those taken (a file already on its way is not taken twice). */
  add(files: Iterable<File>, channel: string, limits: { maxBytes?: number } = {}): UploadTask[] {
    const taken: UploadTask[] = []
    for (const file of files) {
      const known = this.tasks.find((task) => isSame(task, file, channel) && task.state !== 'done')
      if (known) {
        this.resume(known.id)
        continue
      }
      const task: UploadTask = reactive({
        id: ++this.lastId,
        file: markRaw(file),
        channel,
        title: titleOf(file.name),
        bytes: file.size,
        sent: 0,
        state: 'queued' as UploadState,
        videoId: null,
        problem: null,
        resumed: false,
        speed: null,
      })
      if (file.size === 0) this.refuse(task, 'empty_file')
      else if (limits.maxBytes && file.size > limits.maxBytes) this.refuse(task, 'file_too_large')
      this.tasks.push(task)
      taken.push(task)
    }
    this.pump()
    return taken
  }

  pause(id: number): void {
    const task = this.find(id)
    if (!task || !['queued', 'sending', 'offline'].includes(task.state)) return
    this.stopTransfer(id)
    task.state = 'paused'
    this.pump()
  }

  resume(id: number): void {
    const task = this.find(id)
    if (!task || !['paused', 'offline', 'failed'].includes(task.state)) return
    this.stopTransfer(id)
    task.problem = null
    task.state = 'queued'
    this.pump()
  }

  /** Stop for good: the server forgets what has arrived and the task leaves the list. */
  cancel(id: number): void {
    const task = this.find(id)
    if (!task) return
    const transfer = this.transfers.get(id)
    this.transfers.delete(id)
    transfer?.discard()
    this.remove(id)
    this.pump()
  }

  /** Take a finished or failed task off the list. */
  remove(id: number): void {
    const index = this.tasks.findIndex((task) => task.id === id)
    if (index >= 0) this.tasks.splice(index, 1)
    this.measured.delete(id)
  }

  /** The connection is back: go on with everything it had stopped. */
  backOnline(): void {
    for (const task of this.tasks) if (task.state === 'offline') this.resume(task.id)
  }

  onCreated(listener: (task: UploadTask) => void): () => void {
    this.createdListeners.add(listener)
    return () => this.createdListeners.delete(listener)
  }

  onDone(listener: (task: UploadTask) => void): () => void {
    this.doneListeners.add(listener)
    return () => this.doneListeners.delete(listener)
  }

  ofVideo(videoId: string): UploadTask | undefined {
    return this.tasks.find((task) => task.videoId === videoId && task.state !== 'done')
  }

  private find(id: number): UploadTask | undefined {
    return this.tasks.find((task) => task.id === id)
  }

  private refuse(task: UploadTask, code: string): void {
    task.state = 'failed'
    task.problem = new Problem({ code, status: 400 })
  }

  private pump(): void {
    let sending = this.tasks.filter((task) => task.state === 'sending').length
    for (const task of this.tasks) {
      if (sending >= PARALLEL) return
      if (task.state !== 'queued') continue
      this.send(task)
      sending += 1
    }
  }

  private send(task: UploadTask): void {
    task.state = 'sending'
    task.speed = null
    this.measured.delete(task.id)
    const mine = () => this.transfers.get(task.id) === transfer && task.state === 'sending'
    const transfer = this.open(task.file, task, {
      created: (videoId, resumed) => {
        if (!mine()) return
        task.videoId = videoId ?? task.videoId
        task.resumed = resumed
        this.createdListeners.forEach((listener) => listener(task))
      },
      progress: (sent) => mine() && this.measure(task, sent),
      done: () => mine() && this.finish(task),
      failed: (problem) => mine() && this.fail(task, problem),
    })
    this.transfers.set(task.id, transfer)
    transfer.start()
  }

  private measure(task: UploadTask, sent: number): void {
    const at = this.now()
    const before = this.measured.get(task.id)
    task.sent = sent
    if (!before) {
      this.measured.set(task.id, { at, sent })
      return
    }
    const seconds = (at - before.at) / 1000
    if (seconds < 0.4) return
    const speed = Math.max(0, sent - before.sent) / seconds
    task.speed = task.speed === null ? speed : task.speed + (speed - task.speed) * SPEED_SMOOTHING
    this.measured.set(task.id, { at, sent })
  }

  private finish(task: UploadTask): void {
    this.transfers.delete(task.id)
    task.sent = task.bytes
    task.state = 'done'
    this.doneListeners.forEach((listener) => listener(task))
    this.remove(task.id)
    this.pump()
  }

  private fail(task: UploadTask, problem: Problem): void {
    this.transfers.delete(task.id)
    task.problem = problem
    task.state = problem.status === 0 ? 'offline' : 'failed'
    if (task.state === 'offline') {
      clearTimeout(this.retryTimer)
      this.retryTimer = setTimeout(() => this.backOnline(), TRY_AGAIN_MS)
    }
    this.pump()
  }

  private stopTransfer(id: number): void {
    const transfer = this.transfers.get(id)
    this.transfers.delete(id)
    transfer?.stop()
  }
}
