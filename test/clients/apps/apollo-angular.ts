import '@angular/compiler';
import {
  createEnvironmentInjector,
  type EnvironmentInjector,
  Injector,
  NgZone,
  ɵNoopNgZone as NoopNgZone,
} from '@angular/core';
import { gql, InMemoryCache } from '@apollo/client';
import { Apollo, provideApollo } from 'apollo-angular';
import { firstValueFrom } from 'rxjs';
import { type ClientApp, query } from '../client-app.ts';
import { link } from './apollo-client.ts';

export const apolloAngular: ClientApp = {
  name: 'Apollo Client with Angular',
  by: 'apollo',
  packages: ['@apollo/client', 'apollo-angular', '@angular/core'],
  start(stage) {
    const options = () => ({ link: link(stage), cache: new InMemoryCache(), devtools: { enabled: false } });
    const injector = createEnvironmentInjector(
      [provideApollo(options), { provide: NgZone, useClass: NoopNgZone }],
      Injector.NULL as EnvironmentInjector,
    );
    const apollo = injector.get(Apollo);
    return {
      async show() {
        const result = apollo.query({ query: gql(query), fetchPolicy: 'network-only' });
        return (await firstValueFrom(result)).data;
      },
      stop: () => apollo.client.stop(),
    };
  },
};
