import { json, type Answer, type Call } from './api.ts'
import { epsError } from './errors.ts'

/** `GET /v1.0/enterprise-projects` (facts: Huawei EPS). */
export function listEnterpriseProjects({ world, query }: Call): Answer {
  const limit = Number(query.get('limit') ?? 1000)
  const offset = Number(query.get('offset') ?? 0)
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000) return epsError(400, 'EPS.0002', 'limit is invalid.')
  if (!Number.isInteger(offset) || offset < 0) return epsError(400, 'EPS.0002', 'offset is invalid.')
  const status = query.get('status')
  if (status !== null && status !== '1' && status !== '2') return epsError(400, 'EPS.0002', 'status is invalid.')
  const found = world.enterpriseProjects.filter(
    ({ id, name }) =>
      status !== '2' &&
      (query.get('id') ?? id) === id &&
      name.includes(query.get('name') ?? '') &&
      (query.get('type') ?? 'prod') === 'prod',
  )
  return json(200, {
    enterprise_projects: found.slice(offset, offset + limit).map(({ id, name, description, createdAt }) => ({
      id,
      name,
      description,
      status: 1,
      created_at: new Date(createdAt).toISOString().replace(/\.\d+/, ''),
      updated_at: new Date(createdAt).toISOString().replace(/\.\d+/, ''),
      type: 'prod',
      delete_flag: false,
    })),
    total_count: found.length,
  })
}

/** `GET /v3/auth/domains`: the account behind the key (facts: Huawei IAM). */
export function listDomains({ world }: Call): Answer {
  const { id, name } = world.domain
  return json(200, {
    domains: [
      { id, name, enabled: true, description: '', links: { self: `https://iam.myhuaweicloud.com/v3/domains/${id}` } },
    ],
    links: { self: 'https://iam.myhuaweicloud.com/v3/auth/domains', next: null, previous: null },
  })
}

/** `GET /v3/projects`: one project per region (facts: Huawei IAM). */
export function listProjects({ world, query }: Call): Answer {
  const wanted = query.get('name')
  return json(200, {
    projects: world.projects
      .filter(({ name }) => wanted === null || name === wanted)
      .map(({ id, name }) => ({
        id,
        name,
        domain_id: world.domain.id,
        parent_id: world.domain.id,
        enabled: true,
        is_domain: false,
        description: '',
        links: { self: `https://iam.myhuaweicloud.com/v3/projects/${id}` },
      })),
    links: { self: 'https://iam.myhuaweicloud.com/v3/projects', next: null, previous: null },
  })
}
