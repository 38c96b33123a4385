import { SetupProblem } from '#kernel'

export type Portal = typeof import('@datong/portal')

/** The portal is built code: without the build there is nothing to import. */
export async function loadPortal(): Promise<Portal> {
  try {
    return await import('@datong/portal')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw cause
    throw new SetupProblem('The portal is not built: run "node portal/build.ts", or start with "npm start".', { cause })
  }
}
