/** Who is signed in: the list, signing out, asking for the token again; links to watch a run; the audit log. */
import { viewerPagePath } from '../../http/auth/permissions'
import { RequestFailure } from '../../request-failure'
import { actorOf, type Handlers, requireConfirmation } from './handler'

type Names =
  | 'session.list'
  | 'session.end'
  | 'session.end-all'
  | 'session.confirm'
  | 'session.confirmed'
  | 'watch.list'
  | 'watch.make'
  | 'watch.revoke'

export const sessionHandlers: Handlers<Names> = {
  'session.list': async (_, { auth, session }) => ({
    sessions: auth.sessions.list().map(({ link: _link, pageKey: _pageKey, ...shown }) => ({
      ...shown,
      own: shown.id === session.id,
    })),
    password: await auth.access.hasPassword(),
  }),

  'session.end': async ({ session }, asked) => {
    await asked.engine.audit.write('signed-out', actorOf(asked), { ended: session })
    await asked.auth.sessions.end(({ id }) => id === session)
    return {}
  },

  'session.end-all': async (_, asked) => {
    await asked.engine.audit.write('signed-out-everywhere', actorOf(asked))
    await asked.auth.sessions.end(() => true)
    return {}
  },

  'session.confirmed': async (_, asked) => {
    requireConfirmation(asked)
    return {}
  },

  'session.confirm': async ({ secret }, asked) => {
    const { auth, session, engine } = asked
    // Counted by the session: whoever has got hold of one must not keep its owner from signing in.
    const verdict = await auth.attempts.verify(
      `session ${session.id}`,
      await auth.access.createVerifier(secret),
    )
    if ('retryAfterSeconds' in verdict)
      throw new RequestFailure('too-many-attempts', { seconds: verdict.retryAfterSeconds })
    await engine.audit.write(verdict.admitted ? 'token-confirmed' : 'confirmation-refused', actorOf(asked))
    if (!verdict.admitted) throw new RequestFailure('token-wrong')
    auth.sessions.confirm(session)
    return {}
  },

  'watch.list': async ({ run }, { auth }) => ({
    links: (await auth.links.list(run)).map(({ id, createdAt }) => ({ id, createdAt })),
  }),

  'watch.make': async ({ run }, asked) => {
    await asked.engine.runs.open(run)
    const { key, link } = await asked.auth.links.create(run)
    // Where this fails, nobody has seen the key, and the link lets nobody in.
    await asked.engine.audit.write('watch-link-made', actorOf(asked), { run, shareLink: link.id })
    return { path: `/watch?key=${key}`, page: viewerPagePath(run) }
  },

  'watch.revoke': async ({ link }, asked) => {
    await asked.engine.audit.record('watch-link-revoked', actorOf(asked), { shareLink: link }, async () => {
      await asked.auth.links.revoke(link)
      await asked.auth.sessions.end((session) => session.link === link)
    })
    return {}
  },
}
