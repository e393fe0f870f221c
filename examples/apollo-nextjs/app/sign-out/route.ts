import { signOut } from '../../lib/session.ts';

export async function POST(): Promise<Response> {
  await signOut();
  return new Response(null, { status: 303, headers: { location: '/' } });
}
