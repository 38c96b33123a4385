import { type AccountParts, type Law, saveLaw } from '#trust'

type DemoLaw = Omit<Law, 'area' | 'since' | 'liftsRestriction'>

/** Laws of the made-up island: what its departments may look at without asking. */
const laws: readonly DemoLaw[] = [
  {
    id: 'demo-epidemics',
    names: { en: 'Island act on epidemics', 'zh-Hans': '海岛传染病防治条例' },
    citation: '§ 12',
    department: 'health',
    purposes: ['public-health'],
    categories: ['personal', 'sensitive'],
  },
  {
    id: 'demo-support',
    names: { en: 'Island act on support for those in need', 'zh-Hans': '海岛社会救助条例' },
    citation: '§ 4',
    department: 'welfare',
    purposes: ['benefits'],
    categories: ['personal'],
  },
  {
    id: 'demo-register',
    names: { en: 'Island act on the register', 'zh-Hans': '海岛居民登记条例' },
    citation: '§ 2',
    department: 'administration',
    purposes: ['registration'],
    categories: ['personal'],
  },
]

/** Making them again changes nothing. */
export async function saveDemoLaws({ pool, clock }: AccountParts, area: string): Promise<void> {
  const since = new Date('2020-01-01T00:00:00Z')
  await pool.transaction(async (tx) => {
    for (const law of laws) await saveLaw(tx, { ...law, area, since, liftsRestriction: false }, 'demo', clock())
  })
}
