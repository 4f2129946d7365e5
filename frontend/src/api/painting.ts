import type {
  BroughtUse,
  ControlKind,
  Painting,
  PaintMenu,
  Photo,
  PhotoUse,
  PictureRef,
  VersionRecipe,
} from '@/features/painting/types'
import { answer, api } from './client'
import type { components } from './schema'
import type { Job, Page } from './types'

/** What there is to paint with in a team. */
export const painting = {
  menu: (team: string): Promise<PaintMenu> =>
    answer(api.GET('/api/v1/painting', { params: { query: { team } } })),
  drawControl: (team: string, control: ControlKind, picture: PictureRef): Promise<Job> =>
    answer(api.POST('/api/v1/jobs', { body: { kind: 'draw_control', team, control, picture } })),
}

const at = (id: string) => ({ params: { path: { id } } })

export function asForm(fields: object): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value as Blob | string)
  return form
}

/** Pictures that a team brings along to paint with. */
export const photos = {
  list: (team_id: string, use: PhotoUse, cursor?: string): Promise<Page<Photo>> =>
    answer(
      api.GET('/api/v1/teams/{team_id}/photos', { params: { path: { team_id }, query: { use, cursor } } }),
    ),
  add: (team_id: string, file: File, use: BroughtUse): Promise<Photo> =>
    answer(
      api.POST('/api/v1/teams/{team_id}/photos', {
        params: { path: { team_id } },
        // The contract writes a file as a string; what travels is the file.
        body: { file: file as unknown as string, use },
        bodySerializer: asForm,
      }),
    ),
  remove: (id: string) => answer(api.DELETE('/api/v1/photos/{id}', at(id))),
}

/** Making further out of a version. */
export const reworking = {
  recipe: (id: string): Promise<VersionRecipe> => answer(api.GET('/api/v1/versions/{id}/recipe', at(id))),
  rework: (
    id: string,
    operation: components['schemas']['ReworkVerb'],
    wanted: Partial<Painting>,
    count: number,
  ): Promise<Job> =>
    answer(api.POST('/api/v1/versions/{id}/rework', { ...at(id), body: { operation, count, ...wanted } })),
  again: (id: string): Promise<Job> => answer(api.POST('/api/v1/versions/{id}/make-again', at(id))),
}
