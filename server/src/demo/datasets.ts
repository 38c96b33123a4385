import { access, mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Dataset, findDataset, saveDataset, saveSystem } from '#exchange'
import type { Clock, Keyring, Pool } from '#kernel'
import { usualSeed } from './land.ts'
import type { PersonPlaces } from './person-places.ts'
import { makeRegisters } from './registers.ts'

type Deps = { readonly pool: Pool; readonly keyring: Keyring; readonly clock: Clock; readonly dropFolder: string }
type DemoDataset = Omit<Dataset, 'publishedAt' | 'system' | 'source' | 'withdrawnAt'> & { readonly folder: string }
type Field = Dataset['fields'][number]

const field = (name: string, en: string, zh: string, kind: Field['kind'], category: Field['category']): Field => ({
  name,
  titles: { en, 'zh-Hans': zh },
  kind,
  category,
})

const residence: DemoDataset = {
  id: 'residence-register',
  department: 'administration',
  folder: 'residence',
  titles: { en: 'Residence register', 'zh-Hans': '居民登记' },
  descriptions: {
    en: 'Everybody who lives on the island: name, day of birth, address and household. A new file every month.',
    'zh-Hans': '海岛全体居民的姓名、出生日期、住址和家庭人口，每月更新。',
  },
  keywords: ['residence', 'household', '户籍', '住址'],
  identifier: 'card',
  areaField: 'area',
  fields: [
    field('card', 'Number of the card', '证件号码', 'text', 'sensitive'),
    field('name', 'Name', '姓名', 'text', 'personal'),
    field('born', 'Day of birth', '出生日期', 'date', 'personal'),
    field('area', 'Area', '地区', 'text', 'personal'),
    field('address', 'Address', '住址', 'text', 'personal'),
    field('household', 'People in the household', '家庭人口', 'number', 'personal'),
    field('since', 'Lives there since', '入住日期', 'date', 'personal'),
  ],
}

const insurance: DemoDataset = {
  id: 'health-insurance',
  department: 'health',
  folder: 'insurance',
  titles: { en: 'Health insurance', 'zh-Hans': '医疗保险参保情况' },
  descriptions: {
    en: 'Who is insured, in which scheme and since when. Enough for the question whether somebody is insured.',
    'zh-Hans': '参保状态、险种和参保时间，可用于核实某人是否参保。',
  },
  keywords: ['insurance', 'health', '医保', '参保'],
  identifier: 'card',
  areaField: 'area',
  fields: [
    field('card', 'Number of the card', '证件号码', 'text', 'sensitive'),
    field('insured', 'Is insured', '是否参保', 'boolean', 'sensitive'),
    field('scheme', 'Scheme', '险种', 'text', 'sensitive'),
    field('since', 'Insured since', '参保日期', 'date', 'sensitive'),
    field('area', 'Area', '地区', 'text', 'personal'),
  ],
}

/** Two departments of the island publish what lies in their drop folders. Making them again changes nothing. */
export async function saveDemoDatasets(deps: Deps, places: PersonPlaces): Promise<void> {
  const registers = makeRegisters(usualSeed, places)
  await publish(deps, residence, registers.residence)
  await publish(deps, insurance, registers.insurance)
}

async function publish({ pool, keyring, clock, dropFolder }: Deps, draft: DemoDataset, table: string): Promise<void> {
  const { folder, ...dataset } = draft
  await drop(join(dropFolder, draft.department, folder, `${draft.id}.csv`), table)
  const system = `demo-${folder}`
  const spec = { kind: 'files', folder } as const
  await pool.transaction(async (tx) => {
    if ((await findDataset(tx, draft.id)) !== undefined) return
    const { department, titles } = draft
    await saveSystem(tx, keyring, { id: system, department, name: titles.en ?? folder, spec, madeAt: clock() }, undefined, 'demo')
    await saveDataset(tx, { ...dataset, system, source: { kind: 'file' }, publishedAt: clock() }, 'demo')
  })
}

/** What was changed by hand stays as it is. */
async function drop(file: string, text: string): Promise<void> {
  const isThere = await access(file).then(
    () => true,
    () => false,
  )
  if (isThere) return
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text)
}
