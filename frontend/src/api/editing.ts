import type { Draft, DraftPicture, Drawn, DrawWant } from '@/features/editor/draft'
import type { Design } from '@/features/editor/model/design'
import type { PictureRef } from '@/features/painting/types'
import { answer, api } from './client'
import type { components } from './schema'
import type { Job } from './types'

const at = (id: string) => ({ params: { path: { id } } })
const sent = (design: Design) => design as unknown as components['schemas']['DesignRequest']
const whole = async <T>(call: Promise<unknown>) => (await call) as T

/** A person's own work on the design of a version. */
export const editing = {
  open: (version: string) => whole<Draft>(answer(api.POST('/api/v1/versions/{id}/drafts', at(version)))),
  get: (id: string) => whole<Draft>(answer(api.GET('/api/v1/drafts/{id}', at(id)))),
  /** `leaving` lets the request outlive the page that sends it. */
  save: (id: string, revision: number, design: Design, leaving = false): Promise<{ revision: number }> =>
    answer(
      api.PUT('/api/v1/drafts/{id}', {
        ...at(id),
        body: { revision, design: sent(design) },
        keepalive: leaving,
      }),
    ),
  draw: (id: string, design: Design, want: DrawWant, width_px: number, signal?: AbortSignal) =>
    whole<Drawn>(
      answer(
        api.POST('/api/v1/drafts/{id}/draw', {
          ...at(id),
          body: { design: sent(design), want, width_px },
          signal,
        }),
      ),
    ),
  fix: (id: string, design: Design, finding: { code: string; layer: string | null }) =>
    whole<{ design: Design }>(
      answer(api.POST('/api/v1/drafts/{id}/fix', { ...at(id), body: { design: sent(design), finding } })),
    ),
  addPicture: (id: string, picture: PictureRef): Promise<DraftPicture> =>
    answer(
      api.POST('/api/v1/drafts/{id}/pictures', {
        ...at(id),
        body: picture as components['schemas']['NewDraftPictureRequest'],
      }),
    ),
  addMask: (id: string, mask: Blob): Promise<{ sha256: string }> =>
    answer(
      api.POST('/api/v1/drafts/{id}/masks', {
        ...at(id),
        // The contract writes a file as a string; what travels is the file.
        body: mask as unknown as string,
        bodySerializer: (body: unknown) => body as Blob,
        headers: { 'Content-Type': 'image/png' },
      }),
    ),
  makeVersion: (id: string, design: Design, note: string): Promise<Job> =>
    answer(api.POST('/api/v1/drafts/{id}/versions', { ...at(id), body: { design: sent(design), note } })),
}
