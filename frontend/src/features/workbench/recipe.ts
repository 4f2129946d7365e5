/** What can be told of a recipe, whatever its schema version; what is not there is left out. */
export interface RecipeFacts {
  painter: string | null
  seed: number | null
  /** Moments of the video that the picture was made from. */
  momentsS: number[]
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

export function recipeFacts(recipe: Record<string, unknown>): RecipeFacts {
  // A picture painted from words alone has no moment of the video in it.
  const sources = (Array.isArray(recipe.sources) ? recipe.sources.filter(isRecord) : []).filter(
    (source) => source.still !== -1,
  )
  const moments = sources.flatMap((source) => {
    const stills = Array.isArray(source.stills) ? source.stills.filter(isRecord) : [source]
    return stills.flatMap((still) => {
      const at = still.at_s
      if (typeof at === 'number') return [at]
      return Array.isArray(at) ? at.filter((one): one is number => typeof one === 'number') : []
    })
  })
  return {
    painter: typeof recipe.painter === 'string' ? recipe.painter : null,
    seed: typeof recipe.seed === 'number' ? recipe.seed : null,
    momentsS: [...new Set(moments)].sort((a, b) => a - b),
  }
}
