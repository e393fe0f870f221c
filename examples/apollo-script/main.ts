import { tellStory } from '@token-refresher/example-story';
import { connect } from './connect.ts';

await tellStory('Apollo Client', connect);
