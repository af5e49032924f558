/** Components that are drawn again only if one of their properties is another value. */
import { Component, type ComponentChildren, type ComponentType } from "preact"

/** Makes a component that is drawn again only if a property of it is another value. */
export const pure = <P extends object>(draw: (props: Readonly<P>) => ComponentChildren): ComponentType<P> =>
  class extends Component<P> {
    override shouldComponentUpdate(next: Readonly<P>): boolean {
      // The same component has the same properties each time.
      return Object.keys(next).some((name) => Reflect.get(next, name) !== Reflect.get(this.props, name))
    }
    override render(): ComponentChildren {
      return draw(this.props)
    }
  }
