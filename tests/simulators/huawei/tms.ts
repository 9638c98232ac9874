import { json, type Answer, type Call } from './api.ts'
import { flatError } from './errors.ts'

/** `GET /v2.0/resources/{resource_id}/tags` (facts: Huawei TMS; codes TMS.0002 and TMS.0005 are from its error table). */
export function listResourceTags({ world, query, params }: Call): Answer {
  const resourceType = query.get('resource_type')
  if (!resourceType) return flatError(400, 'TMS.0002', 'Bad request. resource_type is required.')
  const id = params[0] ?? ''
  const resource = world.resources.get(id) ?? world.onDemand.get(id)
  const isGone = !resource || resource.row?.['status'] === 3
  if (isGone || !resource.kind.tmsTypes.includes(resourceType)) return notFound()
  const projectId = query.get('project_id')
  // OBS is the one type here that belongs to no region.
  if (!projectId && resource.kind.key !== 'obs') {
    return flatError(400, 'TMS.0002', 'Bad request. project_id is required for regional resources.')
  }
  if (projectId && projectId !== resource.projectId) return notFound()
  return json(200, { tags: Object.entries(resource.tags).map(([key, value]) => ({ key, value })) })
}

function notFound(): Answer {
  return flatError(404, 'TMS.0005', 'The resources requested cannot be found.')
}
