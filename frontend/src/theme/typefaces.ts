/**
 * The typefaces that pictures are set in, as a page shows them: the same packages, the same weights.
 * Their style sheets come only when a face is asked for; `studio/typefaces.py` has the same names.
 */
export interface PageTypeface {
  family: string
  weight: number
  load: () => Promise<unknown>
}

export const TYPEFACES: Record<string, PageTypeface> = {
  montserrat: {
    family: 'Montserrat Variable',
    weight: 900,
    load: () => import('@fontsource-variable/montserrat/wght.css'),
  },
  golos: {
    family: 'Golos Text Variable',
    weight: 700,
    load: () => import('@fontsource-variable/golos-text/wght.css'),
  },
  rubik: { family: 'Rubik Variable', weight: 800, load: () => import('@fontsource-variable/rubik/wght.css') },
  nunito: {
    family: 'Nunito Variable',
    weight: 900,
    load: () => import('@fontsource-variable/nunito/wght.css'),
  },
  oswald: {
    family: 'Oswald Variable',
    weight: 700,
    load: () => import('@fontsource-variable/oswald/wght.css'),
  },
  sofia: {
    family: 'Sofia Sans Extra Condensed Variable',
    weight: 900,
    load: () => import('@fontsource-variable/sofia-sans-extra-condensed/wght.css'),
  },
  unbounded: {
    family: 'Unbounded Variable',
    weight: 800,
    load: () => import('@fontsource-variable/unbounded/wght.css'),
  },
  russo: { family: 'Russo One', weight: 400, load: () => import('@fontsource/russo-one/400.css') },
  tektur: {
    family: 'Tektur Variable',
    weight: 800,
    load: () => import('@fontsource-variable/tektur/wght.css'),
  },
  playfair: {
    family: 'Playfair Display Variable',
    weight: 800,
    load: () => import('@fontsource-variable/playfair-display/wght.css'),
  },
  bitter: {
    family: 'Bitter Variable',
    weight: 800,
    load: () => import('@fontsource-variable/bitter/wght.css'),
  },
  caveat: {
    family: 'Caveat Variable',
    weight: 700,
    load: () => import('@fontsource-variable/caveat/wght.css'),
  },
  pacifico: { family: 'Pacifico', weight: 400, load: () => import('@fontsource/pacifico/400.css') },
}

/** Load a face; resolves when the browser can draw with it. An unknown name is nobody's fault and no error. */
export async function loadTypeface(name: string): Promise<void> {
  const face = TYPEFACES[name]
  if (!face) return
  await face.load()
  await document.fonts.load(`${face.weight} 16px "${face.family}"`, 'Aa Жж')
}
