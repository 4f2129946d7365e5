import { beforeEach, describe, expect, it, vi } from 'vitest'
import { offlineProblem, Problem } from '@/api/problem'
import {
  titleOf,
  UploadManager,
  type OpenTransfer,
  type TransferEvents,
} from '@/features/library/uploads/manager'

interface Opened {
  name: string
  events: TransferEvents
  start: ReturnType<typeof vi.fn>
  stop: ReturnType<typeof vi.fn>
  discard: ReturnType<typeof vi.fn>
}

const fileOf = (name: string, size = 1000) => new File([new Uint8Array(size)], name, { lastModified: 1 })

let opened: Opened[]
let clock: number
let manager: UploadManager

beforeEach(() => {
  opened = []
  clock = 0
  const open: OpenTransfer = (file, _target, events) => {
    const one = { name: file.name, events, start: vi.fn(), stop: vi.fn(), discard: vi.fn() }
    opened.push(one)
    return one
  }
  manager = new UploadManager(open, () => clock)
})

const states = () => manager.tasks.map((task) => task.state)

describe('uploads', () => {
  it('send two at a time and the next when one is through', () => {
    manager.add([fileOf('a.mp4'), fileOf('b.mp4'), fileOf('c.mp4')], 'channel')
    expect(states()).toEqual(['sending', 'sending', 'queued'])
    opened[0]!.events.done()
    expect(opened.map((one) => one.name)).toEqual(['a.mp4', 'b.mp4', 'c.mp4'])
    expect(opened[2]!.start).toHaveBeenCalledOnce()
  })

  it('pause keeps what has arrived, and going on opens the file anew', () => {
    const [task] = manager.add([fileOf('a.mp4')], 'channel')
    opened[0]!.events.progress(400)
    manager.pause(task!.id)
    expect(opened[0]!.stop).toHaveBeenCalledOnce()
    expect(opened[0]!.discard).not.toHaveBeenCalled()
    expect([task!.state, task!.sent]).toEqual(['paused', 400])
    manager.resume(task!.id)
    expect(task!.state).toBe('sending')
    expect(opened).toHaveLength(2)
  })

  it('ignore what a stopped transfer still has to say', () => {
    const [task] = manager.add([fileOf('a.mp4')], 'channel')
    manager.pause(task!.id)
    opened[0]!.events.progress(900)
    opened[0]!.events.failed(offlineProblem())
    expect([task!.state, task!.sent]).toEqual(['paused', 0])
    manager.resume(task!.id)
    opened[0]!.events.done()
    expect(task!.state).toBe('sending')
  })

  it('wait when the connection is lost and go on when it is back', () => {
    const [task] = manager.add([fileOf('a.mp4')], 'channel')
    opened[0]!.events.failed(offlineProblem())
    expect(task!.state).toBe('offline')
    manager.backOnline()
    expect(task!.state).toBe('sending')
    expect(task!.problem).toBeNull()
  })

  it('try again by themselves while the browser thinks it is online', () => {
    vi.useFakeTimers()
    const [task] = manager.add([fileOf('a.mp4')], 'channel')
    opened[0]!.events.failed(offlineProblem())
    vi.advanceTimersByTime(20_000)
    expect(task!.state).toBe('sending')
  })

  it('say why the server refused and let the next file go', () => {
    manager.add([fileOf('a.mp4'), fileOf('b.mp4'), fileOf('c.mp4')], 'channel')
    opened[0]!.events.failed(new Problem({ code: 'quota_exceeded', status: 413 }))
    expect(manager.tasks[0]!.problem?.code).toBe('quota_exceeded')
    expect(states()).toEqual(['failed', 'sending', 'sending'])
  })

  it('refuse an empty and an oversized file before sending a byte', () => {
    const tasks = manager.add([fileOf('empty.mp4', 0), fileOf('big.mp4', 2000)], 'channel', {
      maxBytes: 1500,
    })
    expect(tasks.map((task) => task.problem?.code)).toEqual(['empty_file', 'file_too_large'])
    expect(opened).toHaveLength(0)
  })

  it('take the same file once, and take it up again when it had stopped', () => {
    const [task] = manager.add([fileOf('a.mp4')], 'channel')
    expect(manager.add([fileOf('a.mp4')], 'channel')).toEqual([])
    manager.pause(task!.id)
    expect(manager.add([fileOf('a.mp4')], 'channel')).toEqual([])
    expect(task!.state).toBe('sending')
    expect(manager.tasks).toHaveLength(1)
    expect(manager.add([fileOf('a.mp4')], 'other channel')).toHaveLength(1)
  })

  it('cancel tells the server to forget the file and frees its place', () => {
    const [task] = manager.add([fileOf('a.mp4'), fileOf('b.mp4'), fileOf('c.mp4')], 'channel')
    manager.cancel(task!.id)
    expect(opened[0]!.discard).toHaveBeenCalledOnce()
    expect(manager.tasks.map((one) => one.file.name)).toEqual(['b.mp4', 'c.mp4'])
    expect(states()).toEqual(['sending', 'sending'])
  })

  it('tell when a video has come to be and when its file is through', () => {
    const heard: string[] = []
    manager.onCreated((task) => heard.push(`created ${task.videoId} ${task.resumed}`))
    manager.onDone((task) => heard.push(`done ${task.sent}`))
    manager.add([fileOf('a.mp4')], 'channel')
    opened[0]!.events.created('video-7', true)
    expect(manager.ofVideo('video-7')?.file.name).toBe('a.mp4')
    opened[0]!.events.done()
    expect(heard).toEqual(['created video-7 true', 'done 1000'])
    expect(manager.tasks).toHaveLength(0)
  })

  it('measure their speed', () => {
    const [task] = manager.add([fileOf('a.mp4', 10_000)], 'channel')
    opened[0]!.events.progress(1000)
    clock = 1000
    opened[0]!.events.progress(3000)
    expect(task!.speed).toBe(2000)
  })
})

describe('a first title', () => {
  it.each([
    ['my_first_video.final.mp4', 'my first video.final'],
    ['Утро в лесу.MOV', 'Утро в лесу'],
    ['.mp4', '.mp4'],
  ])('%s → %s', (name, title) => expect(titleOf(name)).toBe(title))
})
