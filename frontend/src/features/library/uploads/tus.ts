import { DetailedError, Upload, type HttpRequest, type HttpResponse } from 'tus-js-client'
import { commonHeaders } from '@/api/client'
import { offlineProblem, Problem, problemFrom } from '@/api/problem'
import type { OpenTransfer, TransferEvents } from './manager'

const ENDPOINT = '/api/v1/uploads'
const STORED = 'masthead.uploads'
/** Used until the site has said its own. */
const CHUNK_BYTES = 10 * 1024 * 1024
/** A connection that blinks is nobody's business; after the last of these the person is told. */
const RETRY_MS = [0, 1000, 3000, 5000]

/** Which video an upload's address belongs to; tus itself remembers only the address. */
function storedVideos(): Record<string, string> {
  try {
    return JSON.parse(localStorage.getItem(STORED) ?? '{}') as Record<string, string>
  } catch {
    return {}
  }
}

/** tus names an upload by its path or by its whole address, as the server did: one key for both. */
const keyOf = (url: string) => new URL(url, globalThis.location.href).href

function remember(url: string, videoId: string | null): void {
  const videos = storedVideos()
  if (videoId) videos[keyOf(url)] = videoId
  else delete videos[keyOf(url)]
  localStorage.setItem(STORED, JSON.stringify(videos))
}

function problemOf(error: Error | DetailedError): Problem {
  const response = 'originalResponse' in error ? error.originalResponse : null
  if (!response || response.getStatus() === 0) return offlineProblem()
  let body: unknown
  try {
    body = JSON.parse(response.getBody())
  } catch {
    body = undefined
  }
  return problemFrom(response.getStatus(), body)
}

/** Only what may heal by itself: no answer, a wrong offset (asked anew), a locked upload, a server in trouble. */
function mayHeal(error: DetailedError): boolean {
  const status = error.originalResponse?.getStatus() ?? 0
  return status === 0 || status === 409 || status === 423 || (status >= 500 && status !== 507)
}

export function fingerprintOf(file: File, channel: string): string {
  return ['masthead', channel, file.name, file.size, file.lastModified].join('-')
}

/** Uploads by tus 1.0; the same file dropped again goes on where it stopped, also after a browser restart. */
export function tusTransfers(chunkBytes: () => number | undefined): OpenTransfer {
  return (file, target, events: TransferEvents) => {
    let resumed = false
    let told = false
    let stopped = false
    const upload = new Upload(file, {
      endpoint: ENDPOINT,
      chunkSize: chunkBytes() ?? CHUNK_BYTES,
      retryDelays: RETRY_MS,
      metadata: { channel: target.channel, filename: file.name, title: target.title },
      fingerprint: async () => fingerprintOf(file, target.channel),
      removeFingerprintOnSuccess: true,
      onBeforeRequest: (request: HttpRequest) => {
        for (const [name, value] of Object.entries(commonHeaders('POST'))) request.setHeader(name, value)
      },
      onAfterResponse: (request: HttpRequest, response: HttpResponse) => {
        const video = response.getHeader('Masthead-Video')
        if (request.getMethod() !== 'POST' || response.getStatus() !== 201) return
        const location = response.getHeader('Location')
        if (video && location) remember(location, video)
        resumed = false
        told = true
        events.created(video ?? null, false)
      },
      onUploadUrlAvailable: () => {
        if (told) return
        told = true
        events.created((upload.url && storedVideos()[keyOf(upload.url)]) || null, resumed)
      },
      onProgress: (sent) => events.progress(sent),
      onShouldRetry: mayHeal,
      onSuccess: () => {
        if (upload.url) remember(upload.url, null)
        events.done()
      },
      onError: (error) => events.failed(problemOf(error)),
    })

    const begin = async () => {
      const earlier = (await upload.findPreviousUploads())[0]
      if (stopped) return
      if (earlier) {
        resumed = true
        upload.resumeFromPreviousUpload(earlier)
      }
      upload.start()
    }
    return {
      start: () => void begin(),
      stop: () => {
        stopped = true
        void upload.abort(false)
      },
      discard: () => {
        stopped = true
        if (upload.url) remember(upload.url, null)
        // A server that has forgotten the upload already needs no second telling.
        upload.abort(true).catch(() => undefined)
      },
    }
  }
}
