import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createInstanceLease, findDeadInstances, listLiveInstances } from '../../../../src/core/db/instance-lease.ts'
import { createTempFolder } from '../../../support/temp-folder.ts'

/** Another process that holds a lease until it is killed. */
async function startInstance(dataDir: string) {
  const entry = JSON.stringify(new URL('../../../../src/core/db/instance-lease.ts', import.meta.url).href)
  const script = `const { createInstanceLease } = await import(${entry})
    const lease = createInstanceLease(${JSON.stringify(dataDir)})
    process.stdout.write(lease.instanceId)
    // A lease that nobody refers to is collected, and its lock is gone.
    setInterval(() => lease, 60000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const [id] = (await once(child.stdout, 'data')) as [Buffer]
  return {
    id: id.toString(),
    async kill() {
      const exited = once(child, 'exit')
      child.kill('SIGKILL')
      await exited
    },
  }
}

const leaseFiles = (dataDir: string) => readdirSync(join(dataDir, 'instances')).filter((name) => name !== 'gate.lock')

describe('createInstanceLease', () => {
  it('makes this process known until it is released', () => {
    const dataDir = createTempFolder()
    const lease = createInstanceLease(dataDir)
    expect(listLiveInstances(dataDir)).toEqual([lease.instanceId])
    expect(findDeadInstances(dataDir, [lease.instanceId])).toEqual([])
    lease.release()
    lease.release()
    expect(listLiveInstances(dataDir)).toEqual([])
    expect(findDeadInstances(dataDir, [lease.instanceId])).toEqual([lease.instanceId])
    expect(leaseFiles(dataDir)).toEqual([])
  })

  it('keeps several instances apart, in one process and in several', async () => {
    const dataDir = createTempFolder()
    const mine = [createInstanceLease(dataDir), createInstanceLease(dataDir)]
    const other = await startInstance(dataDir)
    const ids = [...mine.map((lease) => lease.instanceId), other.id]
    expect(listLiveInstances(dataDir).toSorted()).toEqual(ids.toSorted())
    mine[0]?.release()
    expect(findDeadInstances(dataDir, ids)).toEqual([ids[0]])
    mine[1]?.release()
    await other.kill()
  })

  it('ends with a process that is killed, and its file is removed', async () => {
    const dataDir = createTempFolder()
    const other = await startInstance(dataDir)
    expect(findDeadInstances(dataDir, [other.id])).toEqual([])
    await other.kill()
    expect(leaseFiles(dataDir)).toHaveLength(1)
    expect(findDeadInstances(dataDir, [other.id])).toEqual([other.id])
    expect(listLiveInstances(dataDir)).toEqual([])
    expect(leaseFiles(dataDir)).toEqual([])
  })

  it('clears away what killed processes have left and nobody asked about', async () => {
    const dataDir = createTempFolder()
    const [killed, alive] = [await startInstance(dataDir), await startInstance(dataDir)]
    await killed.kill()
    const mine = createInstanceLease(dataDir)
    expect(leaseFiles(dataDir).toSorted()).toEqual([`${mine.instanceId}.lock`, `${alive.id}.lock`].toSorted())
    mine.release()
    await alive.kill()
  })
})

describe('findDeadInstances', () => {
  it('calls an id dead that never had a lease, and never follows a path in an id', () => {
    const dataDir = createTempFolder()
    const ids = ['00000000-0000-4000-8000-000000000000', '../../etc/passwd', 'gate', '']
    expect(findDeadInstances(dataDir, ids)).toEqual(ids)
    expect(leaseFiles(dataDir)).toEqual([])
  })
})
