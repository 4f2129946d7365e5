import type { Travelling } from '@/composables/travelling'
import type { UploadTask } from './manager'

/** How all uploads stand together, for the bars; null when there is none. */
export function inShort(tasks: readonly UploadTask[]): Travelling | null {
  const travelling = tasks.filter((task) => task.state !== 'done')
  const first = travelling.find((task) => task.state === 'sending') ?? travelling[0]
  if (!first) return null
  const all = travelling.reduce((sum, task) => sum + task.bytes, 0)
  const sent = travelling.reduce((sum, task) => sum + task.sent, 0)
  return {
    files: travelling.length,
    fraction: all ? sent / all : 0,
    to: `/channels/${first.channel}/library`,
    stopped: !travelling.some((task) => task.state === 'sending' || task.state === 'queued'),
  }
}
