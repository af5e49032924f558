/** Components that are drawn again only if one of their properties is another value. */
import { Component, type ComponentChildren, type ComponentType, createElement, type FunctionComponent } from "preact"

/** Makes a component that is drawn again only if a property of it is another value. */
export const pure = <P extends object>(draw: (props: P) => ComponentChildren): ComponentType<P> => {
  const Drawn = draw as FunctionComponent<P>
  return class extends Component<P> {
    override shouldComponentUpdate(next: Readonly<P>): boolean {
      // The same component has the same properties each time.
      return Object.keys(next).some((name) => Reflect.get(next, name) !== Reflect.get(this.props, name))
    }
    override render(): ComponentChildren {
      return createElement(Drawn, this.props)
    }
  }
}
