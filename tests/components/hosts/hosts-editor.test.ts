import { describe, expect, it } from 'vitest'
import { HostsEditor } from '@/components/hosts/hosts-editor'
import { emptyHost } from '@/lib/cluster/defaults'
import { type HostDraft, SECRET_PLACEHOLDER } from '@/lib/cluster/draft'

function opened(hosts: HostDraft[] = []) {
  const judged: string[] = []
  const editor: HostsEditor = new HostsEditor({
    write: (next) => editor.sync(next),
    judge: (rows) => judged.push(...rows.map(({ id }) => id)),
  })
  editor.sync(hosts)
  return { editor, judged, names: () => editor.hosts.map(({ name }) => name) }
}

describe('editing the hosts', () => {
  it('makes the first row a master with etcd and the others nodes', () => {
    const { editor } = opened()
    editor.addEmpty()
    editor.addEmpty()
    expect(editor.hosts.map(({ roles }) => roles)).toEqual([['master', 'etcd'], ['node']])
  })

  it('undoes a word at once, not its letters', () => {
    const { editor, names } = opened([emptyHost('h1')])
    for (const name of ['n', 'no', 'node1']) editor.update('h1', { name }, 'hosts.h1.name')
    editor.undo()
    expect(names()).toEqual([''])
    editor.redo()
    expect(names()).toEqual(['node1'])
  })

  it('begins a new step when a cell is left', () => {
    const { editor, names } = opened([emptyHost('h1')])
    editor.update('h1', { name: 'a' }, 'hosts.h1.name')
    editor.endUndoStep()
    editor.update('h1', { name: 'ab' }, 'hosts.h1.name')
    editor.undo()
    expect(names()).toEqual(['a'])
  })

  it('forgets what could be redone once something else is done', () => {
    const { editor } = opened([emptyHost('h1')])
    editor.update('h1', { name: 'a' })
    editor.undo()
    editor.update('h1', { name: 'b' })
    expect(editor.undoState()).toEqual({ canUndo: true, canRedo: false })
  })

  it('has one taskbox at most', () => {
    const { editor } = opened([emptyHost('h1', { taskbox: true }), emptyHost('h2')])
    editor.setTaskbox('h2', true)
    expect(editor.hosts.map(({ taskbox }) => taskbox)).toEqual([false, true])
  })

  it('does not undo that a host key was accepted', () => {
    const { editor } = opened([emptyHost('h1', { name: 'a', address: '10.0.0.1' })])
    editor.update('h1', { name: 'b' })
    editor.replaceWithoutUndo(editor.hosts.map((host) => ({ ...host, hostKey: 'SHA256:x' })))
    editor.undo()
    expect(editor.hosts[0]).toMatchObject({ name: 'a', hostKey: 'SHA256:x' })
  })

  it('forgets the key when undoing brings back another address', () => {
    const { editor } = opened([emptyHost('h1', { address: '10.0.0.1' })])
    editor.update('h1', { address: '10.0.0.2' })
    editor.replaceWithoutUndo(editor.hosts.map((host) => ({ ...host, hostKey: 'SHA256:x' })))
    editor.undo()
    expect(editor.hosts[0]).toMatchObject({ address: '10.0.0.1', hostKey: '' })
  })
})

describe('secrets', () => {
  /** What the page does once a save has stored the passwords. */
  const save = (editor: HostsEditor) =>
    editor.sync(editor.hosts.map((host) => ({ ...host, password: host.password && SECRET_PLACEHOLDER })))
  const passwords = (editor: HostsEditor) => editor.hosts.map(({ password }) => password)

  it('that were saved are not in the history; a removed row comes back with its stored one', () => {
    const { editor } = opened([emptyHost('h1'), emptyHost('h2', { password: SECRET_PLACEHOLDER })])
    editor.update('h1', { password: 'typed' })
    editor.update('h1', { name: 'a' })
    editor.remove('h1')
    editor.undo()
    expect(passwords(editor)).toEqual(['typed', SECRET_PLACEHOLDER])
    save(editor)
    editor.remove('h1')
    for (let step = 0; step < 2; step += 1) {
      editor.undo()
      expect(passwords(editor)).toEqual([SECRET_PLACEHOLDER, SECRET_PLACEHOLDER])
    }
    editor.redo()
    expect(passwords(editor)).toEqual([SECRET_PLACEHOLDER, SECRET_PLACEHOLDER])
  })

  it('that were not saved come back as typed', () => {
    const { editor } = opened([])
    editor.add([emptyHost('h1', { password: 'typed' })])
    editor.undo()
    editor.redo()
    expect(passwords(editor)).toEqual(['typed'])
  })

  it('are no step of their own and are not undone', () => {
    const { editor } = opened([emptyHost('h1')])
    editor.update('h1', { password: 'typed' })
    expect(editor.undoState().canUndo).toBe(false)
    editor.update('h1', { name: 'a' })
    editor.undo()
    expect(editor.hosts[0]).toMatchObject({ name: '', password: 'typed' })
  })

  it('are never those of a removed row, whose id no other row takes', () => {
    const { editor } = opened([emptyHost('h1'), emptyHost('h2')])
    editor.remove('h2')
    expect(editor.addEmpty()).not.toBe('h2')
    editor.replace([emptyHost('h1'), emptyHost('h1')])
    expect(new Set(['h1', 'h2', 'h3', ...editor.hosts.map(({ id }) => id)]).size).toBe(5)
  })
})

describe('pasting many cells', () => {
  it('fills rows from the focused cell on and makes those that are missing', () => {
    const { editor, judged } = opened([emptyHost('h1', { name: 'master', address: '10.0.0.1' })])
    editor.paste({ row: 0, column: 'address' }, [['10.0.0.9'], ['10.0.0.2'], ['10.0.0.3']])
    expect(editor.hosts.map(({ name, address }) => [name, address])).toEqual([
      ['master', '10.0.0.9'],
      ['', '10.0.0.2'],
      ['', '10.0.0.3'],
    ])
    expect(judged).toEqual(['h1', 'h2', 'h3'])
    editor.undo()
    expect(editor.hosts).toHaveLength(1)
  })

  it('understands marks in the columns of roles', () => {
    const { editor } = opened()
    editor.paste({ row: 0, column: 'name' }, [['m', '10.0.0.1', '', 'x', 'yes', '']])
    expect(editor.hosts[0]?.roles).toEqual(['master', 'etcd'])
  })
})
