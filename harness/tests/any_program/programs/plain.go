// SPDX-License-Identifier: Apache-2.0
// Built without cgo: a static program, whose memory comes from the kernel.
package main

import "fmt"

func main() {
	fmt.Println(len(make([]byte, 1<<20)))
}
