/** The core @context of NGSI-LD (GS CIM 009 1.9.1, annex B), which every document has, and whose terms nobody may redefine. */
export const vocabulary = 'https://uri.etsi.org/ngsi-ld/default-context/'
export const coreContextUrl = 'https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.9.jsonld'

const ngsi = 'https://uri.etsi.org/ngsi-ld/'
const geojson = 'https://purl.org/geojson/vocab#'

/** Every version of the core context that was published; all of them resolve to the built-in one. */
export function isCoreContext(url: string): boolean {
  return /^https?:\/\/uri\.etsi\.org\/ngsi-ld\/(v1\/)?ngsi-ld-core-context(-v1\.\d+(\.\d+)?)?\.jsonld$/.test(url)
}

const sameName = `Attribute AttributeList ContextSourceIdentity ContextSourceNotification ContextSourceRegistration Date DateTime
  EntityType EntityTypeInfo EntityTypeList ExecutionResultDetails GeoProperty JsonProperty LanguageProperty ListProperty
  ListRelationship Notification Property Relationship Snapshot SnapshotNotification Subscription TemporalProperty Time
  VocabProperty accept aggrMethods aggrParams aggrPeriodDuration attributeList attributeName attributeNames attributeTypes
  attributes attrs avg cacheDuration collation contextSourceAlias contextSourceExtras contextSourceInfo contextSourceTimeAt
  contextSourceUptime cooldown createdAt csf data datasetId deletedAt detail distinctCount endAt endTimeAt endpoint entities
  entity entityCount entityId entityList error errors expandValues expiresAt format geoQ geoproperty georel idPattern
  information instanceId isActive join jsonKeys jsons lang lastFailure lastNotification lastSuccess lastUsedAt linkedMaps
  localOnly location management managementInterval max min mode modifiedAt ngsildproof notUpdated notification
  notificationTrigger notifiedAt notifierInfo observationInterval observationSpace observedAt omit operationSpace operations
  orderBy ordering pick problemDetails propertyNames q reason receiverInfo refreshRate registrationId registrationName
  relationshipNames resultStatus scope scopeQ showChanges snapshotId snapshotLifetime snapshotPriority snapshotQueries
  snapshotQueriesDetails snapshotStatus snapshotTemporalQueries snapshotTemporalQueriesDetails startAt status stddev
  subscriptionId subscriptionName success sum sumsq sysAttrs temporalQ tenant throttling timeAt timeInterval timeout
  timeproperty timerel timesFailed timesSent totalCount triggerReason typeList typeName typeNames unchanged unitCode updated
  uri watchedAttributes`

const otherName = {
  containedBy: 'isContainedBy',
  dataset: 'hasDataset',
  entityMap: 'hasEntityMap',
  joinLevel: 'hasJoinLevel',
  json: 'hasJSON',
  key: 'hasKey',
  languageMap: 'hasLanguageMap',
  languageMaps: 'hasLanguageMaps',
  object: 'hasObject',
  objectList: 'hasObjectList',
  objectLists: 'hasObjectLists',
  objectType: 'hasObjectType',
  objects: 'hasObjects',
  previousJson: 'hasPreviousJson',
  previousLanguageMap: 'hasPreviousLanguageMap',
  previousObject: 'hasPreviousObject',
  previousObjectList: 'hasPreviousObjectList',
  previousValue: 'hasPreviousValue',
  previousValueList: 'hasPreviousValueList',
  previousVocab: 'hasPreviousVocab',
  value: 'hasValue',
  valueList: 'hasValueList',
  valueLists: 'hasValueLists',
  valueType: 'hasValueType',
  values: 'hasValues',
  vocab: 'hasVocab',
  vocabs: 'hasVocabs',
}

const geojsonNames = `Feature FeatureCollection GeometryCollection LineString MultiLineString MultiPoint MultiPolygon Point Polygon
  bbox coordinates features geometry properties`

/** Term → IRI. */
export const coreTerms: ReadonlyMap<string, string> = new Map([
  ...sameName.split(/\s+/).map((term) => [term, ngsi + term] as const),
  ...Object.entries(otherName).map(([term, name]) => [term, ngsi + name] as const),
  ...geojsonNames.split(/\s+/).map((term) => [term, geojson + term] as const),
  ['description', 'http://purl.org/dc/terms/description'] as const,
  ['title', 'http://purl.org/dc/terms/title'] as const,
])

/** Prefix of a compact IRI → what it stands for. */
export const corePrefixes: ReadonlyMap<string, string> = new Map([
  ['ngsi-ld', ngsi],
  ['geojson', geojson],
])
