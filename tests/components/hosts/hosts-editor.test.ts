import { describe, expect, it } from 'vitest'
import { HostsEditor } from '@/components/hosts/hosts-editor'
import { type HostDraft, SECRET_PLACEHOLDER } from '@/lib/cluster/draft/draft'
import { emptyHost } from '@/lib/cluster/draft/empty-draft'

function createEditor(hosts: HostDraft[] = []) {
  const added: string[] = []
  const editor: HostsEditor = new HostsEditor({
    write: (next) => editor.sync(next),
    onRowsAdded: (rows) => added.push(...rows.map(({ id }) => id)),
  })
  editor.sync(hosts)
  return { editor, added, names: () => editor.hosts.map(({ name }) => name) }
}

describe('editing the hosts', () => {
  it('makes the first row a master with etcd and the others nodes', () => {
    const { editor } = createEditor()
    editor.addEmpty()
    editor.addEmpty()
    expect(editor.hosts.map(({ roles }) => roles)).toEqual([['master', 'etcd'], ['node']])
  })

  it('undoes consecutive changes of a field in one step', () => {
    const { editor, names } = createEditor([emptyHost('h1')])
    for (const name of ['n', 'no', 'node1']) editor.update('h1', { name }, 'hosts.h1.name')
    editor.undo()
    expect(names()).toEqual([''])
    editor.redo()
    expect(names()).toEqual(['node1'])
  })

  it('starts a new undo step on blur', () => {
    const { editor, names } = createEditor([emptyHost('h1')])
    editor.update('h1', { name: 'a' }, 'hosts.h1.name')
    editor.endUndoStep()
    editor.update('h1', { name: 'ab' }, 'hosts.h1.name')
    editor.undo()
    expect(names()).toEqual(['a'])
  })

  it('clears the redo history after a new change', () => {
    const { editor } = createEditor([emptyHost('h1')])
    editor.update('h1', { name: 'a' })
    editor.undo()
    editor.update('h1', { name: 'b' })
    expect(editor.undoState()).toEqual({ canUndo: true, canRedo: false })
  })

  it('changes and removes several hosts in one undo step each', () => {
    const { editor, names } = createEditor([emptyHost('h1'), emptyHost('h2'), emptyHost('h3')])
    const ids = new Set(['h1', 'h3'])
    editor.updateAll(ids, (host) => ({ ...host, name: 'x' }))
    expect(names()).toEqual(['x', '', 'x'])
    editor.remove(ids)
    expect(names()).toEqual([''])
    editor.undo()
    editor.undo()
    expect(names()).toEqual(['', '', ''])
  })

  it('has at most one taskbox', () => {
    const { editor } = createEditor([emptyHost('h1', { taskbox: true }), emptyHost('h2')])
    editor.setTaskbox('h2', true)
    expect(editor.hosts.map(({ taskbox }) => taskbox)).toEqual([false, true])
  })

  it('does not undo an accepted host key', () => {
    const { editor } = createEditor([emptyHost('h1', { name: 'a', address: '10.0.0.1' })])
    editor.update('h1', { name: 'b' })
    editor.replaceWithoutUndo(editor.hosts.map((host) => ({ ...host, hostKey: 'SHA256:x' })))
    editor.undo()
    expect(editor.hosts[0]).toMatchObject({ name: 'a', hostKey: 'SHA256:x' })
  })

  it('removes the host key if undo restores another address', () => {
    const { editor } = createEditor([emptyHost('h1', { address: '10.0.0.1' })])
    editor.update('h1', { address: '10.0.0.2' })
    editor.replaceWithoutUndo(editor.hosts.map((host) => ({ ...host, hostKey: 'SHA256:x' })))
    editor.undo()
    expect(editor.hosts[0]).toMatchObject({ address: '10.0.0.1', hostKey: '' })
  })
})

describe('secrets', () => {
  /** Replaces the passwords by placeholders, as after a save. */
  const save = (editor: HostsEditor) =>
    editor.sync(editor.hosts.map((host) => ({ ...host, password: host.password && SECRET_PLACEHOLDER })))
  const passwords = (editor: HostsEditor) => editor.hosts.map(({ password }) => password)

  it('are removed from the history once saved; a restored row has its stored one', () => {
    const { editor } = createEditor([emptyHost('h1'), emptyHost('h2', { password: SECRET_PLACEHOLDER })])
    editor.update('h1', { password: 'typed' })
    editor.update('h1', { name: 'a' })
    editor.remove(new Set(['h1']))
    editor.undo()
    expect(passwords(editor)).toEqual(['typed', SECRET_PLACEHOLDER])
    save(editor)
    editor.remove(new Set(['h1']))
    for (let step = 0; step < 2; step += 1) {
      editor.undo()
      expect(passwords(editor)).toEqual([SECRET_PLACEHOLDER, SECRET_PLACEHOLDER])
    }
    editor.redo()
    expect(passwords(editor)).toEqual([SECRET_PLACEHOLDER, SECRET_PLACEHOLDER])
  })

  it('are restored as typed if they were not saved', () => {
    const { editor } = createEditor([])
    editor.add([emptyHost('h1', { password: 'typed' })])
    editor.undo()
    editor.redo()
    expect(passwords(editor)).toEqual(['typed'])
  })

  it('are not undone', () => {
    const { editor } = createEditor([emptyHost('h1')])
    editor.update('h1', { password: 'typed' })
    expect(editor.undoState().canUndo).toBe(false)
    editor.update('h1', { name: 'a' })
    editor.undo()
    expect(editor.hosts[0]).toMatchObject({ name: '', password: 'typed' })
  })

  it('are never reused, since row ids are unique', () => {
    const { editor } = createEditor([emptyHost('h1'), emptyHost('h2')])
    editor.remove(new Set(['h2']))
    expect(editor.addEmpty()).not.toBe('h2')
    editor.replace([emptyHost('h1'), emptyHost('h1')])
    expect(new Set(['h1', 'h2', 'h3', ...editor.hosts.map(({ id }) => id)]).size).toBe(5)
  })
})

describe('pasting cells', () => {
  it('fills rows from the focused cell and adds missing ones', () => {
    const { editor, added } = createEditor([emptyHost('h1', { name: 'master', address: '10.0.0.1' })])
    editor.paste({ row: 0, column: 'address' }, [['10.0.0.9'], ['10.0.0.2'], ['10.0.0.3']])
    expect(editor.hosts.map(({ name, address }) => [name, address])).toEqual([
      ['master', '10.0.0.9'],
      ['', '10.0.0.2'],
      ['', '10.0.0.3'],
    ])
    expect(added).toEqual(['h1', 'h2', 'h3'])
    editor.undo()
    expect(editor.hosts).toHaveLength(1)
  })

  it('fills the rows that the user sees, in their order', () => {
    const { editor, added } = createEditor([emptyHost('h1'), emptyHost('h2'), emptyHost('h3')])
    editor.paste({ row: 0, column: 'name' }, [['third'], ['first'], ['new']], ['name'], ['h3', 'h1'])
    expect(editor.hosts.map(({ name }) => name)).toEqual(['first', '', 'third', 'new'])
    expect(added).toEqual(['h1', 'h3', 'h4'])
  })

  it('parses marks in the role columns', () => {
    const { editor } = createEditor()
    editor.paste({ row: 0, column: 'name' }, [['m', '10.0.0.1', '', 'x', 'yes', '']])
    expect(editor.hosts[0]?.roles).toEqual(['master', 'etcd'])
  })
})
