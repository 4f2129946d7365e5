const LONGEST_MS = 800

/** Resolves once the page is tall enough to be scrolled to `top`, or after 0.8 s in any case. */
export function whenTallEnough(top: number): Promise<void> {
  const started = performance.now()
  return new Promise((resolve) => {
    const look = () => {
      const tall = document.documentElement.scrollHeight - window.innerHeight >= top
      if (tall || performance.now() - started > LONGEST_MS) resolve()
      else requestAnimationFrame(look)
    }
    look()
  })
}
