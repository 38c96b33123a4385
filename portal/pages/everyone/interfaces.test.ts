import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addressOf, groupsOf } from './api-document.ts'
import { accessOf, curlOf } from './api-example.ts'

const document = {
  servers: [{ url: 'https://datong.example/' }],
  paths: {
    '/free': { get: { summary: 'Nobody tagged it' } },
    '/region/v1/areas/{code}': {
      get: {
        tags: ['region'],
        summary: 'One area',
        parameters: [
          { name: 'code', in: 'path', required: true, schema: { type: 'string' } },
          {
            name: 'format',
            in: 'query',
            schema: { anyOf: [{ const: 'json' }, { const: 'csv' }], default: 'json', description: 'How' },
          },
        ],
      },
    },
    '/perception/v1/imports': {
      post: { tags: ['imports'], summary: 'Take in', parameters: [{ name: 'mapping', in: 'query', required: true, schema: {} }] },
    },
    '/perception/v1/devices': { post: { tags: ['devices'], requestBody: { content: { 'application/json': {} } } } },
  },
}
const address = addressOf(document)
const operations = groupsOf(document).flatMap((group) => group.operations)
const curl = (path: string) => operations.filter((one) => one.path === path).map((one) => curlOf(one, address))[0]

test('operations stand by their tags, those without one last', () => {
  assert.deepEqual(
    groupsOf(document).map(({ tag }) => tag),
    ['region', 'imports', 'devices', 'other'],
  )
})

test('a parameter tells whether it is required, what it may be and what it is when left out', () => {
  const [, format] = operations.find(({ path }) => path === '/region/v1/areas/{code}')?.parameters ?? []
  assert.deepEqual(format, {
    name: 'format',
    in: 'query',
    isRequired: false,
    description: 'How',
    choices: ['json', 'csv'],
    default: 'json',
  })
})

test('a call names the public address, what is required, who signs in, and the body', () => {
  assert.equal(curl('/region/v1/areas/{code}'), "curl 'https://datong.example/region/v1/areas/CODE'")
  assert.equal(
    curl('/perception/v1/imports'),
    `curl -X POST 'https://datong.example/perception/v1/imports?mapping=MAPPING' -H "authorization: Bearer $KEY" -H 'content-type: text/csv' --data-binary @table.csv`,
  )
  assert.match(curl('/perception/v1/devices') ?? '', /-H 'content-type: application\/json' -d @body\.json$/)
})

test('who may call an operation follows the gate', () => {
  assert.equal(accessOf({ method: 'POST', path: '/perception/v1/readings' }), 'device')
  assert.equal(accessOf({ method: 'GET', path: '/perception/v1/devices' }), 'operator')
  assert.equal(accessOf({ method: 'GET', path: '/ngsi-ld/v1/entities' }), 'open-types')
  assert.equal(accessOf({ method: 'PATCH', path: '/ngsi-ld/v1/entities/{id}' }), 'operator')
  assert.equal(accessOf({ method: 'GET', path: '/ngsi-ld/v1/subscriptions' }), 'operator')
  assert.equal(accessOf({ method: 'GET', path: '/equity/v1/gap' }), 'anybody')
})
