//go:build !linux

package main

// dropBallast is for systems that tell a program how it lies in memory; others do without.
func dropBallast() int { return 0 }
