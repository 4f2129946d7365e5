import { answer, api } from './client'
import { asForm } from './painting'
import type { components } from './schema'
import type { Job, Page } from './types'

type Schemas = components['schemas']
export type Brand = Schemas['Brand']
export type BrandRevision = Schemas['BrandRevision']
export type BrandPreview = Schemas['BrandPreview']
export type BrandChange = Schemas['BrandChange']
export type LayoutChoice = Schemas['Layout']
export type BrandChoices = Schemas['BrandChoices']
/** A whole look: what an answer always has. */
export type Look = {
  [Name in keyof Schemas['BrandPreset']]-?: NonNullable<Schemas['BrandPreset'][Name]> extends object
    ? Schemas['BrandPreset'][Name] extends unknown[] | undefined
      ? NonNullable<Schemas['BrandPreset'][Name]>
      : Required<NonNullable<Schemas['BrandPreset'][Name]>>
    : Exclude<Schemas['BrandPreset'][Name], undefined>
}
export type LookColour = Schemas['BrandColour']
export type ColourRole = LookColour['role']
export type Lock = Look['locks'][number]

const at = (id: string) => ({ params: { path: { id } } })
const ofTeam = (team_id: string) => ({ params: { path: { team_id } } })

/** A team's looks: brand presets with their revisions. */
export const looks = {
  list: (team_id: string, archived = false): Promise<Brand[]> =>
    answer(
      api.GET('/api/v1/teams/{team_id}/brands', {
        params: { path: { team_id }, query: archived ? { archived } : {} },
      }),
    ),
  get: (id: string): Promise<Brand> => answer(api.GET('/api/v1/brands/{id}', at(id))),
  choices: (): Promise<BrandChoices> => answer(api.GET('/api/v1/brand-choices')),
  create: (team: string, name: string, data: Look): Promise<Brand> =>
    answer(api.POST('/api/v1/teams/{team_id}/brands', { ...ofTeam(team), body: { name, data } })),
  update: (id: string, body: { name?: string; archived?: boolean }): Promise<Brand> =>
    answer(api.PATCH('/api/v1/brands/{id}', { ...at(id), body })),
  remove: (id: string) => answer(api.DELETE('/api/v1/brands/{id}', at(id))),
  copy: (id: string, team?: string): Promise<Brand> =>
    answer(api.POST('/api/v1/brands/{id}/copy', { ...at(id), body: team ? { team } : {} })),
  choose: (id: string, channels: string[]): Promise<Brand> =>
    answer(api.PUT('/api/v1/brands/{id}/channels', { ...at(id), body: { channels } })),
  revisions: (id: string, cursor?: string): Promise<Page<BrandRevision>> =>
    answer(api.GET('/api/v1/brands/{id}/revisions', { params: { path: { id }, query: { cursor } } })),
  save: (id: string, number: number, data: Look, note: string): Promise<Brand> =>
    answer(api.POST('/api/v1/brands/{id}/revisions', { ...at(id), body: { number, data, note } })),
  restore: (id: string, number: number): Promise<Brand> =>
    answer(api.POST('/api/v1/brands/{id}/restore', { ...at(id), body: { number } })),
  compare: (id: string, before: number, after: number): Promise<BrandChange[]> =>
    answer(api.GET('/api/v1/brands/{id}/compare', { params: { path: { id }, query: { before, after } } })),
  /** Where the file of a look can be downloaded. */
  fileUrl: (id: string, number?: number) =>
    `/api/v1/brands/${id}/file${number === undefined ? '' : `?number=${number}`}`,
  bring: (team: string, file: File): Promise<Brand> =>
    answer(
      api.POST('/api/v1/teams/{team_id}/brands/import', {
        ...ofTeam(team),
        // The contract writes a file as a string; what travels is the file.
        body: { file: file as unknown as string },
        bodySerializer: asForm,
      }),
    ),
  propose: (channel: string, logos: string[]): Promise<Job> =>
    answer(api.POST('/api/v1/channels/{id}/brand-proposals', { ...at(channel), body: { logos } })),
  preview: (team: string, data: Look, versions: string[]): Promise<Job> =>
    answer(api.POST('/api/v1/teams/{team_id}/brand-previews', { ...ofTeam(team), body: { data, versions } })),
  give: (id: string, versions: string[]): Promise<Job[]> =>
    answer(api.POST('/api/v1/brands/{id}/drafts', { ...at(id), body: { versions } })),
}
