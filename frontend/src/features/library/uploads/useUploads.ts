import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { onScopeDispose, watchEffect } from 'vue'
import { site } from '@/api/endpoints'
import { keys } from '@/api/queries'
import { travelling } from '@/composables/travelling'
import { inShort } from './inShort'
import { UploadManager, type OpenTransfer, type UploadTask } from './manager'

let chunkBytes: number | undefined

/** tus is fetched when the first file is dropped, not before. */
const lazyTus: OpenTransfer = (file, target, events) => {
  let stopped = false
  let inner: ReturnType<OpenTransfer> | undefined
  return {
    start: () =>
      void import('./tus').then(({ tusTransfers }) => {
        if (stopped) return
        inner = tusTransfers(() => chunkBytes)(file, target, events)
        inner.start()
      }),
    stop: () => {
      stopped = true
      inner?.stop()
    },
    discard: () => {
      stopped = true
      inner?.discard()
    },
  }
}

export const uploads = new UploadManager(lazyTus)

watchEffect(() => (travelling.value = inShort(uploads.tasks)))
window.addEventListener('online', () => uploads.backOnline())
window.addEventListener('beforeunload', (event) => {
  if (uploads.tasks.some((task) => task.state === 'sending' || task.state === 'queued'))
    event.preventDefault()
})

/** The uploads of this tab, with the lists of videos kept true as files begin and end. */
export function useUploads() {
  const queries = useQueryClient()
  const { data } = useQuery({ queryKey: keys.site(), queryFn: site.get, staleTime: Infinity })
  const refresh = (task: UploadTask) => {
    void queries.invalidateQueries({ queryKey: ['videos'] })
    if (task.videoId) void queries.invalidateQueries({ queryKey: keys.video(task.videoId) })
    void queries.invalidateQueries({ queryKey: keys.channel(task.channel) })
  }
  onScopeDispose(uploads.onCreated(refresh))
  onScopeDispose(uploads.onDone(refresh))

  const add = (files: Iterable<File>, channel: string): UploadTask[] => {
    chunkBytes = data.value?.upload.chunk_bytes
    return uploads.add(files, channel, { maxBytes: data.value?.upload.max_bytes })
  }
  return { uploads, add }
}
