import { answer, api } from './client'
import type { components } from './schema'
import type { Job } from './types'

type Schemas = components['schemas']

export type Kit = Schemas['Kit']
export type KitItem = Schemas['KitItem']

const at = (id: string) => ({ params: { path: { id } } })

/** One design delivered for every platform. */
export const kits = {
  of: (version: string): Promise<Kit[]> => answer(api.GET('/api/v1/versions/{id}/kits', at(version))),
  make: (version: string, platforms: string[]): Promise<Job> =>
    answer(api.POST('/api/v1/versions/{id}/kits', { ...at(version), body: { platforms } })),
}
