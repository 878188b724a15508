// SPDX-License-Identifier: Apache-2.0
// cgo [COUNT]: so many blocks of 1 MiB from C, which are kept. Go's own heap does not come from malloc.
package main

/*
#include <stdlib.h>
*/
import "C"

import (
	"fmt"
	"os"
	"strconv"
	"unsafe"
)

var kept []unsafe.Pointer

func main() {
	count, _ := strconv.Atoi(os.Args[1])
	for i := 0; i < count; i++ {
		kept = append(kept, C.malloc(1<<20))
	}
	fmt.Println(len(kept))
}
