import { answer, api } from './client'
import type { components } from './schema'
import type { Digest, Job, Language } from './types'

type Schemas = components['schemas']
export type BriefTold = Schemas['Brief']
export type BriefEdit = Schemas['PatchedBriefWriteRequest']
export type BriefSource = Schemas['Source']
export type BriefFieldName = keyof Schemas['BriefSources']
export type VideoWords = Schemas['Words']
export type Taste = Schemas['TasteEnum']

const ofVideo = (video_id: string) => ({ params: { path: { video_id } } })
const ofArtwork = (id: string) => ({ params: { path: { id } } })

/** The stills of a video, and what people say of them. */
export const stills = {
  taste: (video_id: string, rank: number, taste: Taste | null): Promise<Digest> =>
    answer(
      api.PUT('/api/v1/videos/{video_id}/stills/{rank}', {
        params: { path: { video_id, rank } },
        body: { taste },
      }),
    ),
  addFrame: (video: string, at_s: number): Promise<Job> =>
    answer(api.POST('/api/v1/videos/{video_id}/stills', { ...ofVideo(video), body: { at_s } })),
  addPhoto: (video: string, photo: string): Promise<Job> =>
    answer(api.POST('/api/v1/videos/{video_id}/stills', { ...ofVideo(video), body: { photo } })),
  remove: (video_id: string, rank: number) =>
    answer(api.DELETE('/api/v1/videos/{video_id}/stills/{rank}', { params: { path: { video_id, rank } } })),
}

/** What is written, said and seen in a video. */
export const words = {
  get: (video: string): Promise<VideoWords> =>
    answer(api.GET('/api/v1/videos/{video_id}/words', ofVideo(video))),
  find: (video: string): Promise<Job> => answer(api.POST('/api/v1/videos/{video_id}/words', ofVideo(video))),
  bring: (video: string, file: File): Promise<VideoWords> =>
    answer(
      api.POST('/api/v1/videos/{video_id}/subtitles', {
        ...ofVideo(video),
        // The contract writes a file as a string; what travels is the file.
        body: { file: file as unknown as string },
        bodySerializer: (body: object) => {
          const form = new FormData()
          for (const [name, value] of Object.entries(body)) form.append(name, value as Blob)
          return form
        },
      }),
    ),
  forget: (video: string) => answer(api.DELETE('/api/v1/videos/{video_id}/subtitles', ofVideo(video))),
}

/** What is to be made for an artwork, in words. */
export const briefs = {
  get: (artwork: string, language?: Language): Promise<BriefTold> =>
    answer(
      api.GET('/api/v1/artworks/{id}/brief', { params: { path: { id: artwork }, query: { language } } }),
    ),
  edit: (artwork: string, body: BriefEdit): Promise<BriefTold> =>
    answer(api.PATCH('/api/v1/artworks/{id}/brief', { ...ofArtwork(artwork), body })),
  write: (artwork: string, body: Schemas['BriefRewriteRequest']): Promise<Schemas['BriefRewritten']> =>
    answer(api.POST('/api/v1/artworks/{id}/brief/write', { ...ofArtwork(artwork), body })),
}
