import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Pairs } from '#equity'
import type { Country } from './equity-problem.ts'

const run = promisify(execFile)
const python = '/usr/bin/python3'

/** The same measures as products of compressed sparse rows, weights made beforehand: only the products are in the time. */
const script = `
import json, sys, time
import numpy as np
from scipy.sparse import csr_matrix, diags
folder = sys.argv[1]
read = lambda name, kind: np.fromfile(folder + '/' + name, kind)
offsets, facilities, minutes = read('offsets', 'u4').astype('i4'), read('facilities', 'u4').astype('i4'), read('minutes', 'f8')
people, capacities = read('people', 'f8'), read('capacities', 'f8')
matrix = lambda weights: csr_matrix((weights, facilities, offsets), shape=(len(people), len(capacities)))
steps = matrix(np.array([1, .68, .22])[np.searchsorted([15, 30, 60], minutes)])
gauss = matrix(np.exp(-minutes**2 / 800))
def two(w):
    asked = w.T @ people
    return w @ np.divide(capacities, asked, out=np.zeros_like(asked), where=asked > 0)
def three(w):
    sums = np.asarray(w.sum(axis=1)).ravel()
    share = diags(np.divide(1, sums, out=np.zeros_like(sums), where=sums > 0))
    return two(share @ w.multiply(w))
def fastest(act):
    times = []
    for _ in range(5):
        start = time.perf_counter()
        act()
        times.append(time.perf_counter() - start)
    return sorted(times)[2]
print(json.dumps([fastest(lambda: two(steps)), fastest(lambda: three(steps)), fastest(lambda: two(gauss))]))
`

/** Seconds per measure that SciPy takes, E2SFCA, 3SFCA and Gaussian 2SFCA; undefined where Debian's python3-scipy is not there. */
export async function timeScipy(country: Country, pairs: Pairs): Promise<readonly number[] | undefined> {
  const has = await run(python, ['-c', 'import scipy.sparse']).then(
    () => true,
    () => false,
  )
  if (!has) return undefined
  const folder = await mkdtemp(join(tmpdir(), 'datong-bench-'))
  try {
    const { people, capacities } = country
    for (const [name, numbers] of Object.entries({ ...pairs, people, capacities })) await writeFile(join(folder, name), numbers)
    const { stdout } = await run(python, ['-c', script, folder])
    return JSON.parse(stdout) as number[]
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
