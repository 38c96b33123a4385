import { name, queryEntities } from '#context'
import { agreementGrants, createSources, type ExchangeParts, type SourcesOptions, type SystemSources } from '#exchange'
import { type Config, createKeyring, type Keyring, keyringCommand, keyringFile, type Pool } from '#kernel'
import { readCsv } from '#perception'
import { createRegionService } from '#region'
import { createPeopleGate, toView } from '#trust'
import type { Parts } from './parts.ts'

/** @throws {SetupProblem} where the keys cannot be had */
export function openKeyring({ sealingKeys }: Config): Keyring {
  return createKeyring('command' in sealingKeys ? keyringCommand(sealingKeys.command) : keyringFile(sealingKeys.file))
}

/** The way to the departments' own systems, and to the entities of this node as one of them. */
export function openSources(config: Config, pool: Pool, keyring: Keyring): SystemSources {
  const { dropFolder } = config
  return createSources({ pool, keyring, reach: config, dropFolder, readCsv, findEntities: entityFinder(pool) })
}

/** A look at people is decided on and recorded before it comes here. */
function entityFinder(pool: Pool): SourcesOptions['findEntities'] {
  return async ({ type, among, limit }) => {
    const query = { types: [name(type)], limit, ...(among && isAmong(among)) }
    const { entities } = await queryEntities(pool, '', query)
    return entities.map(toView).map(({ id, facts }) => ({
      id,
      facts: Object.fromEntries(Object.entries(facts).map(([attribute, { value }]) => [attribute, value])),
    }))
  }
}

function isAmong({ attribute, values }: { readonly attribute: string; readonly values: readonly string[] }) {
  if (attribute === 'id') return { ids: values }
  const operands = values.map((value) => ({ kind: 'text', value }) as const)
  return { q: { leaf: { path: [name(attribute)], trail: [], test: { operator: '==', operands } as const } } }
}

/** What departments ask one another with. */
export function exchangeOf({ accounts, pool, clock, sources, signers }: Parts): ExchangeParts {
  const gate = createPeopleGate(pool, { clock, findAgreements: agreementGrants })
  return { accounts, gate, region: createRegionService(pool, clock), sources, signers }
}
