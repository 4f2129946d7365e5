import { answer, api, commonHeaders } from './client'
import { offlineProblem, problemFrom } from './problem'
import type { components } from './schema'

type Schemas = components['schemas']

export type ModelKind = Schemas['ModelKind']
export type ModelCard = Schemas['ModelCard']
export type InstalledModel = Schemas['InstalledModel']
export type MissingModel = Schemas['MissingModel']
export type Models = Schemas['Models']
export type Workers = Schemas['Workers']
export type Worker = Workers['workers'][number]

const named = (name: string) => ({ params: { path: { name } } })

/** What only operators may ask. */
export const operators = {
  models: (): Promise<Models> => answer(api.GET('/api/v1/models')),
  lookAgain: (): Promise<Models> => answer(api.POST('/api/v1/models/sync')),
  accept: (name: string): Promise<InstalledModel> =>
    answer(api.POST('/api/v1/models/{name}/accept-licence', named(name))),
  limit: (name: string, body: Schemas['PatchedModelLimitsRequest']): Promise<InstalledModel> =>
    answer(api.PATCH('/api/v1/models/{name}', { ...named(name), body })),
  remove: (name: string) => answer(api.DELETE('/api/v1/models/{name}', named(name))),
  workers: (): Promise<Workers> => answer(api.GET('/api/v1/workers')),
}

export interface LoraFacts {
  name?: string
  family?: string
  title?: string
  licence?: string
}

/** Send a LoRA's file, telling how much of it has gone (0..1). Throws a `Problem`. */
export function sendLora(
  file: File,
  facts: LoraFacts,
  onProgress: (fraction: number) => void,
): Promise<InstalledModel> {
  const query = new URLSearchParams({ file_name: file.name })
  for (const [key, value] of Object.entries(facts)) if (value) query.set(key, value)
  return new Promise((resolve, reject) => {
    // fetch tells nothing of what has been sent.
    const request = new XMLHttpRequest()
    request.open('POST', `/api/v1/models/loras?${query}`)
    for (const [name, value] of Object.entries(commonHeaders('POST'))) request.setRequestHeader(name, value)
    request.setRequestHeader('Content-Type', 'application/octet-stream')
    request.upload.onprogress = (event) => onProgress(event.loaded / event.total)
    request.onerror = () => reject(offlineProblem())
    request.onload = () => {
      const body = parsed(request.responseText)
      if (request.status === 201) resolve(body as InstalledModel)
      else reject(problemFrom(request.status, body))
    }
    request.send(file)
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
